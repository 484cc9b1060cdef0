-- name: too_much
-- Every share of a collection this feed touches, as it would be after it, against the amount as it would be.
SELECT collection_id FROM (
    SELECT collection_id, amount AS share, NULL AS sent, NULL AS had, true AS touched
    FROM staged_allocations WHERE op = 'put'
    UNION ALL
    SELECT h.collection_id, h.amount, NULL, NULL, false FROM current_allocation AS h
    ANTI JOIN (SELECT allocation_id FROM staged_allocations WHERE op = 'put'
               UNION ALL SELECT allocation_id FROM removed_allocations) AS i USING (allocation_id)
    UNION ALL
    SELECT collection_id, 0, amount, NULL, true FROM staged_collections WHERE op = 'put'
    UNION ALL
    SELECT collection_id, 0, NULL, amount, false FROM current_collection
)
GROUP BY collection_id HAVING bool_or(touched) AND sum(share) > coalesce(max(sent), max(had))

-- name: collections_named
SELECT collection_id AS k1 FROM staged_collections
UNION SELECT collection_id FROM staged_allocations
UNION SELECT collection_id FROM current_allocation

-- name: collections_sent
-- The collections whose shares a disbursement pays that comes, changes or goes.
SELECT collection_id
FROM (SELECT allocation_id, collection_id FROM upsert_allocation
      UNION ALL SELECT allocation_id, collection_id FROM current_allocation)
SEMI JOIN (
    SELECT unnest(string_split(allocations, ' ')) AS allocation_id
    FROM (
        SELECT allocations FROM upsert_disbursement
        UNION ALL
        SELECT allocations FROM current_disbursement SEMI JOIN (
            SELECT participant_id, disbursement_id FROM upsert_disbursement
            UNION ALL SELECT participant_id, disbursement_id FROM delete_disbursement
        ) USING (participant_id, disbursement_id)
    )
) AS s USING (allocation_id)

-- name: collections_read_anew
SELECT collection_id FROM current_allocation AS h JOIN read_anew AS o ON h.participant_id = o.k1

-- name: collections_of_other_parties
SELECT collection_id FROM current_allocation SEMI JOIN other_parties USING (case_number)

-- name: cases_shared
SELECT case_number AS k1 FROM upsert_allocation SEMI JOIN scope_collections USING (collection_id)
UNION SELECT case_number FROM current_allocation SEMI JOIN scope_collections USING (collection_id)

-- name: payees_in_scope
SELECT payee_id AS k1 FROM upsert_allocation SEMI JOIN scope_collections USING (collection_id) WHERE payee_id <> ''
UNION SELECT payee_id FROM current_allocation SEMI JOIN scope_collections USING (collection_id) WHERE payee_id <> ''

-- name: lines_in_scope
WITH shared AS (
    SELECT collection_id, case_number, participant_id, payee_id
    FROM upsert_allocation SEMI JOIN scope_collections USING (collection_id)
    UNION SELECT collection_id, case_number, participant_id, payee_id
    FROM current_allocation SEMI JOIN scope_collections USING (collection_id)
)
SELECT participant_id AS k1, collection_id || '.' || case_number || '.made' AS k2 FROM shared
UNION SELECT payee_id, collection_id || '.' || case_number || '.received' FROM shared WHERE payee_id <> ''
UNION SELECT participant_id, collection_id || '..made'
FROM current_collection SEMI JOIN scope_collections USING (collection_id)

-- name: latest
-- For every share the disbursement that counts, and the first day any was sent. The one that counts is one that no
-- other sends again, then the youngest.
WITH covered AS (
    SELECT
        unnest(string_split(allocations, ' ')) AS allocation_id,
        participant_id AS payee_id, disbursement_id, status, method, sent_on, reissue_of
    FROM next_disbursement
)
SELECT
    c.allocation_id,
    c.payee_id,
    min(c.sent_on) AS first_sent_on,
    arg_max(
        {'status': c.status, 'reissue': c.reissue_of <> '', 'method': c.method, 'sent_on': c.sent_on},
        CASE WHEN n.reissue_of IS NULL THEN '1' ELSE '0' END || c.sent_on || c.disbursement_id
    ) AS counts
FROM covered AS c
LEFT JOIN (SELECT DISTINCT reissue_of, allocation_id, payee_id FROM covered WHERE reissue_of <> '') AS n
    ON n.reissue_of = c.disbursement_id AND n.allocation_id = c.allocation_id AND n.payee_id = c.payee_id
GROUP BY c.allocation_id, c.payee_id

-- name: share
-- Every share in scope, how far it has come, and how far its payer reads that it has.
SELECT
    a.collection_id, a.case_number, a.participant_id, a.payee_id, a.bucket, a.amount,
    l.counts.method AS method, l.counts.sent_on AS sent_on, l.first_sent_on,
    s.place, s.state, s.rank, s.made_state, s.made_rank
FROM next_allocation AS a
SEMI JOIN scope_collections USING (collection_id)
LEFT JOIN latest AS l USING (allocation_id, payee_id)
JOIN part_state AS s
    ON s.bucket = a.bucket
    AND s.kept = (a.payee_id = '')
    AND s.status = coalesce(l.counts.status, '')
    AND s.reissue = coalesce(l.counts.reissue, false)

-- name: told
-- What a person reads of a share: its payer, and who receives it. The payer reads the first day the money was sent: a
-- later one would say that it came back (R2).
SELECT
    collection_id, case_number, participant_id AS person, 'made' AS direction, place, bucket, amount,
    made_state AS state, made_rank AS rank, first_sent_on AS sent_on, NULL AS method_sent
FROM share
UNION ALL
SELECT
    collection_id, case_number, payee_id, 'received', place, bucket, amount,
    state, rank, sent_on, sent_on || method
FROM share WHERE payee_id <> ''

-- name: line
-- The shares of a line, added up by what was paid and how far it has come. Most lines have one share, and need no
-- adding up: that is a third of the work.
WITH several AS (
    SELECT collection_id, case_number, person, direction FROM told GROUP BY ALL HAVING count(*) > 1
),
parts AS (
    SELECT
        collection_id, case_number, person, direction, place, bucket, state, CAST(sum(amount) AS BIGINT) AS amount,
        min(rank) AS rank, max(sent_on) AS sent_on, max(method_sent) AS method_sent
    FROM told SEMI JOIN several USING (collection_id, case_number, person, direction)
    GROUP BY collection_id, case_number, person, direction, place, bucket, state
)
SELECT
    collection_id, case_number, person, direction, amount, rank, sent_on, method_sent,
    '[["' || bucket || '",' || amount || ',"' || state || '"]]' AS parts
FROM told ANTI JOIN several USING (collection_id, case_number, person, direction)
UNION ALL
SELECT
    collection_id, case_number, person, direction, CAST(sum(amount) AS BIGINT), min(rank), max(sent_on),
    max(method_sent), CAST(to_json(list(json_array(bucket, amount, state) ORDER BY place, state)) AS VARCHAR)
FROM parts
GROUP BY collection_id, case_number, person, direction

-- name: rest
-- What the shares of a collection in scope do not account for. Never less than nothing: `too_much` sees to it.
SELECT collection_id, c.amount - coalesce(s.amount, 0) AS amount
FROM next_collection AS c
SEMI JOIN scope_collections USING (collection_id)
LEFT JOIN (SELECT collection_id, CAST(sum(amount) AS BIGINT) AS amount FROM share GROUP BY collection_id) AS s
    USING (collection_id)
WHERE c.amount > coalesce(s.amount, 0)

-- name: disclosed
-- Where a payer is hidden from the payee, no line of theirs says where money came from: neither the source nor the day
-- an employer took it, nor the day of collection, which is that day where it is not the day of receipt (V11). What is
-- not shared out yet is one line of who paid, of their own facts alone: whose it will be is in no one's row yet.
SELECT
    c.* REPLACE (s.person AS participant_id, s.amount AS amount),
    s.collection_id || '.' || s.case_number || '.' || s.direction AS line_id,
    s.direction,
    s.case_number,
    CAST(substr(c.received_on, 1, 4) AS BIGINT) AS year,
    p.participant_id IS NOT NULL AS hidden,
    CAST(hidden AS BIGINT) AS payer_hidden,
    s.sent_on,
    t.state,
    coalesce(substr(s.method_sent, 11), '') AS method,
    s.parts
FROM line AS s
JOIN next_collection AS c USING (collection_id)
JOIN (SELECT rank, state FROM part_state UNION SELECT made_rank, made_state FROM part_state) AS t USING (rank)
LEFT JOIN next_payerhidden AS p ON p.participant_id = s.person AND s.direction = 'received'
UNION ALL BY NAME
SELECT
    c.* REPLACE (r.amount AS amount),
    r.collection_id || '..made' AS line_id,
    'made' AS direction,
    '' AS case_number,
    CAST(substr(c.received_on, 1, 4) AS BIGINT) AS year,
    false AS hidden,
    0 AS payer_hidden,
    NULL AS sent_on,
    'received' AS state,
    '' AS method,
    '[]' AS parts
FROM rest AS r JOIN next_collection AS c USING (collection_id)

-- name: year_change
SELECT participant_id, direction, case_number, year, sum(n) AS lines, sum(amount) AS cents
FROM (
    SELECT participant_id, direction, case_number, year, 1 AS n, amount FROM upsert_paymentline
    UNION ALL
    SELECT participant_id, direction, case_number, year, -1, -amount FROM current_paymentline
    SEMI JOIN (SELECT participant_id, line_id FROM upsert_paymentline
               UNION ALL SELECT participant_id, line_id FROM delete_paymentline) USING (participant_id, line_id)
)
GROUP BY ALL HAVING sum(n) <> 0 OR sum(amount) <> 0

-- name: years
-- What a year had, and the lines that came, changed and went.
SELECT
    y.* REPLACE (
        CAST(y.lines + coalesce(h.lines, 0) AS BIGINT) AS lines,
        CAST(y.cents + coalesce(h.cents, 0) AS BIGINT) AS cents
    )
FROM year_change AS y
LEFT JOIN current_paymentyear AS h USING (participant_id, direction, case_number, year)
WHERE y.lines + coalesce(h.lines, 0) > 0

-- name: receipts_in_scope
-- Of everyone in the case, whatever their role now or before.
SELECT p.participant_id AS k1, s.collection_id || '.' || s.case_number || '.received' AS k2
FROM (SELECT collection_id, case_number FROM upsert_allocation SEMI JOIN scope_collections USING (collection_id)
      UNION SELECT collection_id, case_number
      FROM current_allocation SEMI JOIN scope_collections USING (collection_id)) AS s
JOIN (SELECT participant_id, case_number FROM upsert_party
      UNION SELECT participant_id, case_number FROM current_party) AS p USING (case_number)

-- name: receipt_share
-- The shares of a collection on a case, of each payee and of no one, by what became of them.
SELECT
    collection_id,
    case_number,
    payee_id,
    CAST(sum(amount) AS BIGINT) AS amount,
    CAST(coalesce(sum(amount) FILTER (bucket = 'held'), 0) AS BIGINT) AS held,
    CAST(coalesce(sum(amount) FILTER (bucket = 'future'), 0) AS BIGINT) AS credit,
    CAST(coalesce(sum(amount) FILTER (payee_id = '' AND bucket = 'fees'), 0) AS BIGINT) AS fees,
    CAST(coalesce(sum(amount) FILTER (payee_id = '' AND bucket NOT IN ('held', 'future', 'fees')), 0) AS BIGINT) AS kept
FROM next_allocation SEMI JOIN scope_collections USING (collection_id)
GROUP BY collection_id, case_number, payee_id

-- name: receipt_sum
-- For each receiving party of a case: their own shares and those of no one. Another payee's are not among them, and a
-- collection of which all went to another payee is none of theirs.
SELECT
    v.participant_id,
    s.collection_id,
    s.case_number,
    CAST(sum(s.amount) AS BIGINT) AS amount,
    CAST(sum(s.held) AS BIGINT) AS held,
    CAST(sum(s.credit) AS BIGINT) AS credit,
    CAST(sum(s.fees) AS BIGINT) AS fees,
    CAST(sum(s.kept) AS BIGINT) AS kept
FROM receipt_share AS s
JOIN next_party AS v USING (case_number)
WHERE v.role = 'receiving' AND s.payee_id IN ('', v.participant_id)
GROUP BY v.participant_id, s.collection_id, s.case_number

-- name: receipts
-- Only who pays on the case now has a name in it. Of a payer who does not, nothing here says whether they must stay
-- hidden from the reader, so no receipt tells the days on which an employer may have taken their money.
SELECT
    c.* REPLACE (s.participant_id AS participant_id, s.amount AS amount),
    s.collection_id || '.' || s.case_number || '.received' AS line_id,
    s.case_number,
    CASE WHEN p.participant_id IS NULL THEN '' ELSE coalesce(w.name, '') END AS payer,
    h.participant_id IS NOT NULL OR p.participant_id IS NULL AS hidden,
    CAST(hidden AS BIGINT) AS days_hidden,
    s.amount - s.held - s.credit - s.fees - s.kept AS came,
    s.kept, s.held, s.credit, s.fees
FROM receipt_sum AS s
JOIN next_collection AS c USING (collection_id)
LEFT JOIN (FROM next_party WHERE role = 'paying') AS p
    ON p.participant_id = c.participant_id AND p.case_number = s.case_number
LEFT JOIN full_names AS w ON w.participant_id = c.participant_id
LEFT JOIN next_payerhidden AS h ON h.participant_id = s.participant_id
