-- name: no_such_order
SELECT line FROM staged_obligations AS s
ANTI JOIN (
    SELECT case_number, order_id FROM staged_orders WHERE op = 'put'
    UNION ALL
    SELECT case_number, order_id FROM current_agencyorder ANTI JOIN removed_orders USING (case_number, order_id)
) AS k USING (case_number, order_id)
WHERE s.op = 'put'

-- name: disclosed
SELECT p.participant_id, o.*, p.hidden
FROM reader AS p
JOIN next_agencyobligation AS o USING (case_number)
SEMI JOIN next_agencycase USING (case_number)
SEMI JOIN next_balance USING (participant_id, case_number)
