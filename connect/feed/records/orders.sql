-- name: disclosed
SELECT p.participant_id, o.*, p.hidden, CAST(p.hidden AS BIGINT) AS location_hidden
FROM reader AS p
JOIN next_agencyorder AS o USING (case_number)
SEMI JOIN next_agencycase USING (case_number)
SEMI JOIN next_balance USING (participant_id, case_number)
