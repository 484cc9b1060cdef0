-- name: what_changed
-- Lines new to a person, unless they are already taken back; and lines taken back since. A payer whose money was on no
-- case so far has read of it: now it is on this one. One that was taken back with its shares is on no case now.
SELECT
    p.participant_id, 'payment' AS subject, p.line_id AS about,
    CASE WHEN p.reversed_on IS NOT NULL THEN 'reversed'
        WHEN p.direction = 'made' AND r.line_id IS NOT NULL AND h.line_id IS NULL THEN 'applied'
        ELSE 'received' END AS kind,
    NULL AS was_on
FROM upsert_paymentline AS p
LEFT JOIN current_paymentline AS h USING (participant_id, line_id)
LEFT JOIN current_paymentline AS r
    ON r.participant_id = p.participant_id AND r.line_id = split_part(p.line_id, '.', 1) || '..made'
WHERE (h.line_id IS NULL AND p.reversed_on IS NULL)
    OR (h.line_id IS NOT NULL AND h.reversed_on IS NULL AND p.reversed_on IS NOT NULL)
UNION ALL
SELECT participant_id, 'payment', line_id, 'reversed', NULL
FROM upsert_paymentline AS p
SEMI JOIN (SELECT participant_id, split_part(line_id, '.', 1) || '..made' AS line_id FROM current_paymentline
           WHERE direction = 'made' AND reversed_on IS NULL) AS m USING (participant_id, line_id)
ANTI JOIN current_paymentline USING (participant_id, line_id)
WHERE p.reversed_on IS NOT NULL
UNION ALL
SELECT p.participant_id, 'balance', p.case_number, 'moved', NULL
FROM upsert_disclosedcase AS p JOIN current_disclosedcase AS h USING (participant_id, case_number)
WHERE (p.past_due_support, p.current_support, p.arrears_family, p.arrears_state, p.interest, p.medical, p.spousal, p.fees)
    <> (h.past_due_support, h.current_support, h.arrears_family, h.arrears_state, h.interest, h.medical, h.spousal, h.fees)
UNION ALL
-- Only what lies ahead is news. A place is news where the person could read it before and can read it now: that one
-- began to be hidden says something about someone else (R2).
SELECT
    p.participant_id, 'appointment', p.appointment_id,
    CASE WHEN h.appointment_id IS NULL THEN 'set'
        WHEN (p.on_date, p.starts) <> (h.on_date, h.starts) THEN 'moved' ELSE 'place' END,
    NULL
FROM upsert_disclosedappointment AS p
LEFT JOIN current_disclosedappointment AS h USING (participant_id, appointment_id)
WHERE p.on_date >= $today
    AND (h.appointment_id IS NULL OR (p.on_date, p.starts) <> (h.on_date, h.starts)
        OR (p.place <> h.place AND p.place_hidden = 0 AND h.place_hidden = 0))
UNION ALL
SELECT h.participant_id, 'appointment', h.appointment_id, 'cancelled', h.on_date
FROM delete_disclosedappointment JOIN current_disclosedappointment AS h USING (participant_id, appointment_id)
WHERE h.on_date >= $today

-- name: news
-- For people who have a PIN alone. Whether Home told of it before is not asked: the latest change is the one that is
-- told.
SELECT *, $sequence AS sequence, 0 AS fresh FROM found SEMI JOIN current_account USING (participant_id)
