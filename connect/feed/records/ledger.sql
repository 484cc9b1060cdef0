-- name: no_paying_party
SELECT s.line FROM staged_ledger AS s
ANTI JOIN (FROM parties_left WHERE role = 'paying') AS k USING (participant_id, case_number)
WHERE s.op = 'put'

-- name: entries_of_other_parties
SELECT entry_id FROM current_agencyledgerentry SEMI JOIN other_parties USING (case_number)

-- name: entries_read_anew
SELECT entry_id FROM current_agencyledgerentry AS h JOIN read_anew AS o ON h.participant_id = o.k1

-- name: cases_of_entries
SELECT case_number AS k1 FROM upsert_agencyledgerentry SEMI JOIN scope_entries USING (entry_id)
UNION SELECT case_number FROM current_agencyledgerentry SEMI JOIN scope_entries USING (entry_id)

-- name: payers_of_entries
SELECT participant_id AS k1 FROM upsert_agencyledgerentry SEMI JOIN scope_entries USING (entry_id)
UNION SELECT participant_id FROM current_agencyledgerentry SEMI JOIN scope_entries USING (entry_id)

-- name: disclosed_in_scope
SELECT p.participant_id AS k1, e.entry_id AS k2
FROM (SELECT entry_id, case_number FROM upsert_agencyledgerentry SEMI JOIN scope_entries USING (entry_id)
      UNION SELECT entry_id, case_number FROM current_agencyledgerentry SEMI JOIN scope_entries USING (entry_id)) AS e
JOIN (SELECT participant_id, case_number FROM upsert_party
      UNION SELECT participant_id, case_number FROM current_party) AS p USING (case_number)

-- name: disclosed
-- Every party reads whose account it is, since two may pay on a case.
SELECT p.participant_id, e.* EXCLUDE (participant_id), coalesce(w.name, '') AS payer, false AS hidden
FROM next_agencyledgerentry AS e
SEMI JOIN scope_entries USING (entry_id)
JOIN next_party AS p USING (case_number)
LEFT JOIN full_names AS w ON w.participant_id = e.participant_id
