-- name: person
-- A number that has not changed keeps its sealed text: sealing gives another one each time.
SELECT
    i.* REPLACE (CASE WHEN h.ssn_index = i.ssn_index THEN h.ssn_sealed ELSE i.ssn_sealed END AS ssn_sealed),
    0 AS gone
FROM staged_participants AS i LEFT JOIN current_participant AS h USING (participant_id)
WHERE i.op = 'put'

-- name: person_gone
SELECT h.* REPLACE (1 AS gone)
FROM current_participant AS h SEMI JOIN removed_participants USING (participant_id)

-- name: address
SELECT
    participant_id,
    address_line1 AS line1,
    address_line2 AS line2,
    address_city AS city,
    address_state AS state,
    address_postcode AS postcode,
    address_country AS country,
    address_valid AS mail_arrives,
    address_since AS since
FROM staged_participants
WHERE op = 'put'
    AND address_line1 || address_line2 || address_city || address_state || address_postcode || address_country <> ''

-- name: email
SELECT participant_id, email, email_since AS since
FROM staged_participants
WHERE op = 'put' AND email <> ''

-- name: full_names
-- Of the people who are here, as the other parties of their cases read them.
SELECT participant_id, concat_ws(' ', nullif(first_name, ''), nullif(last_name, ''), nullif(suffix, '')) AS name
FROM next_participant
