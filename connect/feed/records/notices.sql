-- name: no_such_part
SELECT s.line FROM staged_notices AS s
ANTI JOIN parties_left AS k
    ON k.participant_id = s.participant_id AND k.case_number = s.case_number
    AND CASE WHEN s.kind IN ('annual_fee', 'closure') THEN k.role = 'receiving'
        WHEN s.kind IN ('warning', 'license_release') THEN k.role = 'paying'
        ELSE true END
WHERE s.op = 'put'

-- name: disclosed_in_scope
SELECT participant_id AS k1, notice_id AS k2 FROM upsert_agencynotice SEMI JOIN scope_readers USING (participant_id)
UNION SELECT participant_id, notice_id FROM current_agencynotice SEMI JOIN scope_readers USING (participant_id)
