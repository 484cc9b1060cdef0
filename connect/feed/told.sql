-- name: just_sent
SELECT DISTINCT participant_id, disbursement_id FROM upsert_sentmoney
WHERE fresh = 1 AND state IN ('sent', 'reissued') AND sent_on >= $sent_since

-- name: sent_columns
SELECT participant_id, disbursement_id FROM payments_sentmoney

-- name: changed
-- Of use until the earlier of its two days.
SELECT
    u.participant_id, u.appointment_id, h.on_date AS was_on, h.revision AS was_revision, u.revision,
    CASE WHEN u.canceled = 1 THEN h.on_date ELSE least(h.on_date, u.on_date) END AS of_use_on
FROM upsert_appointmenthistory AS u JOIN current_appointmenthistory AS h USING (participant_id, appointment_id)
WHERE h.on_date >= $today AND (u.on_date, u.starts, u.canceled) <> (h.on_date, h.starts, h.canceled)

-- name: changed_columns
SELECT participant_id, appointment_id, on_date AS was_on, revision AS was_revision, revision, on_date AS of_use_on
FROM cases_appointmenthistory
