-- name: cases_read_anew
SELECT h.case_number FROM read_anew AS o JOIN current_party AS h ON h.participant_id = o.k1

-- name: other_parties
-- The cases in which a party comes, goes or has another role: who reads the rows of the case is another set of people.
SELECT n.case_number
FROM upsert_party AS n LEFT JOIN current_party AS h USING (participant_id, case_number)
WHERE h.role IS NULL OR h.role <> n.role
UNION SELECT case_number FROM delete_party

-- name: people_in_scope
SELECT participant_id AS k1 FROM upsert_party SEMI JOIN scope_cases USING (case_number)
UNION SELECT participant_id FROM current_party SEMI JOIN scope_cases USING (case_number)

-- name: people_named
-- Of a mark without a person we look whether there is one by now.
SELECT participant_id AS k1 FROM upsert_party SEMI JOIN scope_cases USING (case_number)
UNION SELECT participant_id FROM current_party SEMI JOIN scope_cases USING (case_number)
UNION SELECT participant_id FROM upsert_nondisclosuremark

-- name: parts_in_scope
SELECT participant_id AS k1, case_number AS k2 FROM upsert_party SEMI JOIN scope_cases USING (case_number)
UNION SELECT participant_id, case_number FROM current_party SEMI JOIN scope_cases USING (case_number)

-- name: reader
-- Every party of a case in scope, and whether someone there must stay hidden from them.
SELECT p.*, coalesce(h.first <> p.participant_id OR h.last <> p.participant_id, false) AS hidden
FROM next_party AS p SEMI JOIN scope_cases USING (case_number) LEFT JOIN hiding AS h USING (case_number)

-- name: others
-- Full names of the other parties of a case, one on each line: by role, last name (or the one name) and number.
SELECT
    p.participant_id,
    p.case_number,
    string_agg(
        w.name, chr(10) ORDER BY o.role, coalesce(nullif(h.last_name, ''), h.first_name), o.participant_id
    ) AS names
FROM reader AS p
JOIN reader AS o ON o.case_number = p.case_number AND o.participant_id <> p.participant_id
JOIN next_participant AS h ON h.participant_id = o.participant_id
JOIN full_names AS w ON w.participant_id = o.participant_id
GROUP BY p.participant_id, p.case_number

-- name: disclosed
-- An active income withholding order is told to who pays alone: it says that they have an employer (V4).
SELECT
    p.* REPLACE (CAST(p.role = 'paying' AND p.income_withholding = 1 AS BIGINT) AS income_withholding),
    c.* EXCLUDE (case_number),
    b.* EXCLUDE (participant_id, case_number),
    coalesce(n.names, '') AS other_parties,
    CAST(p.hidden AS BIGINT) AS location_hidden
FROM reader AS p
JOIN next_agencycase AS c USING (case_number)
JOIN next_balance AS b USING (participant_id, case_number)
LEFT JOIN others AS n USING (participant_id, case_number)
