-- name: changed
SELECT participant_id AS k1, appointment_id AS k2 FROM upsert_disclosedappointment
UNION SELECT participant_id, appointment_id FROM delete_disclosedappointment

-- name: history
-- A new end alone is a new revision for a calendar, and no new day for a reminder. One that is over and goes is over,
-- and was not canceled.
SELECT
    p.participant_id, p.appointment_id, $sequence AS revision,
    CASE WHEN (p.on_date, p.starts) = (h.on_date, h.starts) AND NOT coalesce(r.canceled = 1, false)
        THEN coalesce(r.set_on, $today) ELSE $today END AS set_on,
    p.on_date, p.starts, p.ends, 0 AS canceled, CAST(r.revision IS NULL AS BIGINT) AS fresh
FROM upsert_disclosedappointment AS p
LEFT JOIN current_disclosedappointment AS h USING (participant_id, appointment_id)
LEFT JOIN current_appointmenthistory AS r USING (participant_id, appointment_id)
WHERE h.appointment_id IS NULL OR (p.on_date, p.starts, coalesce(p.ends, '')) <> (h.on_date, h.starts, coalesce(h.ends, ''))
UNION ALL
SELECT
    h.participant_id, h.appointment_id, $sequence, $today, h.on_date, h.starts, h.ends, 1,
    CAST(r.revision IS NULL AS BIGINT)
FROM delete_disclosedappointment JOIN current_disclosedappointment AS h USING (participant_id, appointment_id)
LEFT JOIN current_appointmenthistory AS r USING (participant_id, appointment_id)
WHERE h.on_date >= $today
