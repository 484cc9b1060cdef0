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

-- name: sends_of_shares
-- The disbursements of shares that come, change or go; those of their payees are here.
SELECT disbursement_id
FROM (SELECT disbursement_id, unnest(string_split(allocations, ' ')) AS allocation_id FROM current_disbursement)
SEMI JOIN (SELECT allocation_id FROM upsert_allocation UNION ALL SELECT allocation_id FROM delete_allocation)
    USING (allocation_id)

-- name: shares_sent
SELECT unnest(string_split(allocations, ' ')) AS k1
FROM (SELECT disbursement_id, allocations FROM upsert_disbursement
      UNION ALL SELECT disbursement_id, allocations FROM current_disbursement)
SEMI JOIN scope_disbursements USING (disbursement_id)

-- name: sent_in_scope
SELECT participant_id AS k1, disbursement_id AS k2
FROM upsert_disbursement SEMI JOIN scope_disbursements USING (disbursement_id)
UNION SELECT participant_id, disbursement_id
FROM current_disbursement SEMI JOIN scope_disbursements USING (disbursement_id)

-- name: sent_share
-- What a disbursement paid on a case: shares of its payee alone, whoever else's it names.
SELECT
    d.participant_id,
    d.disbursement_id,
    a.case_number,
    CAST(sum(a.amount) AS BIGINT) AS shares,
    CAST(coalesce(sum(a.amount) FILTER (a.bucket = 'medical'), 0) AS BIGINT) AS medical,
    CAST(coalesce(sum(a.amount) FILTER (a.bucket = 'spousal'), 0) AS BIGINT) AS spousal,
    CAST(coalesce(sum(a.amount) FILTER (a.bucket = 'pass_through'), 0) AS BIGINT) AS pass_through,
    '[' || string_agg(
        '["' || a.collection_id || '","' || a.bucket || '",' || a.amount || ']', ',' ORDER BY a.allocation_id
    ) || ']' AS parts
FROM (
    SELECT participant_id, disbursement_id, unnest(string_split(allocations, ' ')) AS allocation_id
    FROM next_disbursement SEMI JOIN scope_disbursements USING (disbursement_id)
) AS d
JOIN next_allocation AS a ON a.allocation_id = d.allocation_id AND a.payee_id = d.participant_id
GROUP BY d.participant_id, d.disbursement_id, a.case_number

-- name: taken
SELECT
    participant_id,
    disbursement_id,
    case_number,
    CAST(sum(amount) AS BIGINT) AS cents,
    '[' || string_agg('["' || kind || '",' || amount || ']', ',' ORDER BY deduction_id) || ']' AS deductions
FROM next_deduction SEMI JOIN scope_disbursements USING (disbursement_id)
GROUP BY participant_id, disbursement_id, case_number

-- name: sent_case
-- Each disbursement on each of its cases, or on none where nothing says which; `left_over`: what its shares leave once
-- its deductions are taken, `of_all`: of the whole disbursement, `earlier`: of its cases before this one.
SELECT
    d.*,
    coalesce(s.case_number, '') AS case_number,
    coalesce(s.shares, 0) AS shares,
    coalesce(s.medical, 0) AS medical,
    coalesce(s.spousal, 0) AS spousal,
    coalesce(s.pass_through, 0) AS pass_through,
    coalesce(s.parts, '[]') AS parts,
    coalesce(s.deductions, '[]') AS deductions,
    greatest(coalesce(s.shares - s.cents, 0), 0) AS left_over,
    CAST(sum(left_over) OVER whole AS BIGINT) AS of_all,
    CAST(sum(left_over) OVER (whole ORDER BY s.case_number) AS BIGINT) - left_over AS earlier,
    row_number() OVER (whole ORDER BY s.case_number) AS place,
    CAST(sum(coalesce(s.shares - s.cents, 0)) OVER whole AS BIGINT) = d.amount AS adds_up
FROM next_disbursement AS d
SEMI JOIN scope_disbursements USING (disbursement_id)
LEFT JOIN (
    SELECT
        participant_id, disbursement_id, case_number, coalesce(shares, 0) AS shares, medical, spousal, pass_through,
        parts, coalesce(cents, 0) AS cents, deductions
    FROM sent_share FULL JOIN taken USING (participant_id, disbursement_id, case_number)
) AS s USING (participant_id, disbursement_id)
WINDOW whole AS (PARTITION BY d.participant_id, d.disbursement_id)

-- name: sent_to_payees
-- Where the agency sent less than its shares and deductions say, the first cases lack it; where it sent more, the first
-- has it. What is taken is taken from child support first, then from spousal, medical, and last from the pass-through.
SELECT
    *,
    amount - part_spousal - part_medical - part_pass_through AS child,
    part_spousal AS spousal, part_medical AS medical, part_pass_through AS pass_through
FROM (
    SELECT
        * EXCLUDE (medical, spousal, pass_through),
        least(pass_through, amount) AS part_pass_through,
        least(medical, amount - part_pass_through) AS part_medical,
        least(spousal, amount - part_pass_through - part_medical) AS part_spousal
    FROM (
        SELECT
            participant_id, disbursement_id, case_number, method, sent_on, shares, parts, deductions,
            medical, spousal, pass_through, CAST(adds_up AS BIGINT) AS adds_up, false AS hidden,
            CASE WHEN status = 'returned' THEN 'returned' WHEN reissue_of <> '' THEN 'reissued' ELSE 'sent' END AS state,
            CASE WHEN of_all >= amount THEN left_over - least(left_over, greatest(of_all - amount - earlier, 0))
                WHEN place = 1 THEN left_over + amount - of_all ELSE left_over END AS amount
        FROM sent_case
    )
)
