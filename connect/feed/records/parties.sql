-- name: parties_left
-- The parties of the cases as this feed leaves them, for the rules between rows.
SELECT participant_id, case_number, role FROM staged_parties WHERE op = 'put'
UNION ALL
SELECT participant_id, case_number, role FROM current_party
ANTI JOIN staged_parties USING (participant_id, case_number)
ANTI JOIN removed_parties USING (participant_id, case_number)
