-- name: sent
SELECT *, payee_id AS participant_id FROM staged_disbursements WHERE op = 'put'

-- name: not_this_payees
-- A share that this feed sends is what it says now, whoever received it before.
SELECT DISTINCT s.line
FROM (SELECT line, payee_id, unnest(string_split(allocations, ' ')) AS allocation_id
      FROM staged_disbursements WHERE op = 'put') AS s
ANTI JOIN (
    SELECT allocation_id, payee_id FROM staged_allocations WHERE op = 'put'
    UNION ALL
    SELECT allocation_id, payee_id FROM current_allocation
    ANTI JOIN staged_allocations USING (allocation_id)
    ANTI JOIN removed_allocations USING (allocation_id)
) AS k USING (allocation_id, payee_id)
