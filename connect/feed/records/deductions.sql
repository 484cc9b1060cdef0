-- name: taken
-- Whose money it was is in the disbursement: that of this feed, or the one on file.
SELECT i.*, coalesce(n.payee_id, h.participant_id) AS participant_id
FROM staged_deductions AS i
LEFT JOIN (FROM staged_disbursements WHERE op = 'put') AS n USING (disbursement_id)
LEFT JOIN current_disbursement AS h USING (disbursement_id)
WHERE i.op = 'put'

-- name: taken_of_another_payee
-- A disbursement whose payee was corrected takes its deductions along.
SELECT h.* REPLACE (d.participant_id AS participant_id)
FROM upsert_disbursement AS d
JOIN current_deduction AS h USING (disbursement_id)
ANTI JOIN staged_deductions AS s ON s.deduction_id = h.deduction_id
ANTI JOIN removed_deductions AS g ON g.deduction_id = h.deduction_id
WHERE h.participant_id <> d.participant_id
