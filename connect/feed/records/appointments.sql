-- name: attended
SELECT participant_id AS k1, appointment_id AS k2
FROM upsert_agencyappointment SEMI JOIN scope_cases USING (case_number)
UNION SELECT participant_id, appointment_id
FROM current_agencyappointment SEMI JOIN scope_cases USING (case_number)

-- name: disclosed
-- Who must come reads where, even though someone else must stay hidden: the agency says so of an appointment.
SELECT
    a.*,
    coalesce(h.first <> a.participant_id OR h.last <> a.participant_id, false) AND a.place_shown = 0 AS hidden,
    CAST(hidden AS BIGINT) AS place_hidden
FROM next_agencyappointment AS a
SEMI JOIN scope_cases USING (case_number)
SEMI JOIN next_agencycase USING (case_number)
LEFT JOIN hiding AS h USING (case_number)
