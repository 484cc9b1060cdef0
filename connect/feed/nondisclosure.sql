-- name: was_marked
-- Parties whose mark is on file, whatever their row says now; an operator lets go of those in `released`.
SELECT participant_id, case_number FROM current_party WHERE nondisclosure = 1
UNION SELECT participant_id, case_number FROM current_nondisclosuremark
EXCEPT SELECT participant_id, case_number FROM released

-- name: carriers
-- Everyone with a mark in any case: on file, in a row of this feed, or in a row that was rejected.
SELECT participant_id FROM current_nondisclosuremark
UNION SELECT participant_id FROM current_party WHERE nondisclosure = 1
UNION SELECT participant_id FROM staged_parties WHERE op = 'put' AND nondisclosure = 1
UNION SELECT participant_id FROM marked_rejects

-- name: marked_people
-- Everyone who will carry a mark in any case: hidden in all of their cases (docs/adr/0001).
SELECT participant_id FROM next_nondisclosuremark
UNION SELECT participant_id FROM next_party WHERE nondisclosure = 1

-- name: party_sent
-- A row that comes without its mark keeps it, and one that is sent again ends a hold.
SELECT
    i.* REPLACE (CAST(i.nondisclosure = 1 OR m.participant_id IS NOT NULL AS BIGINT) AS nondisclosure),
    CAST(i.nondisclosure = 0 AND m.participant_id IS NOT NULL AS BIGINT) AS removal_held,
    0 AS gone_held
FROM staged_parties AS i LEFT JOIN was_marked AS m USING (participant_id, case_number)
WHERE i.op = 'put'

-- name: party_of_a_bad_row
-- A mark hides even where the rest of its row is bad (V3).
SELECT
    h.* REPLACE (
        1 AS nondisclosure,
        CASE WHEN m.sure = 1 THEN 0 ELSE h.removal_held END AS removal_held,
        CASE WHEN m.sure = 1 THEN 0 ELSE h.gone_held END AS gone_held
    )
FROM current_party AS h
JOIN (SELECT participant_id, case_number, max(sure) AS sure FROM marked_rejects GROUP BY ALL) AS m
    USING (participant_id, case_number)
ANTI JOIN staged_parties USING (participant_id, case_number)

-- name: party_gone_is_held
-- Marked in that case or in another: without the row nothing would say that they are in the case.
SELECT h.* REPLACE (h.nondisclosure AS removal_held, 1 AS gone_held)
FROM current_party AS h
SEMI JOIN removed_parties USING (participant_id, case_number)
SEMI JOIN carriers USING (participant_id)
ANTI JOIN released USING (participant_id, case_number)

-- name: mark_of_a_person_gone_is_held
-- A person who goes leaves the mark behind, where the row does not go as well.
SELECT h.* REPLACE (1 AS removal_held)
FROM current_party AS h
SEMI JOIN removed_participants USING (participant_id)
SEMI JOIN (SELECT participant_id FROM current_participant WHERE gone = 0) AS p USING (participant_id)
ANTI JOIN staged_parties USING (participant_id, case_number)
ANTI JOIN removed_parties USING (participant_id, case_number)
WHERE h.nondisclosure = 1

-- name: party_deleted
SELECT h.participant_id, h.case_number
FROM current_party AS h
SEMI JOIN removed_parties USING (participant_id, case_number)
LEFT JOIN released AS r USING (participant_id, case_number)
WHERE r.participant_id IS NOT NULL OR h.participant_id NOT IN (FROM carriers)

-- name: marks_of_rows
-- The marks that the rows of this feed carry, the rejected ones too.
SELECT participant_id, case_number FROM upsert_party WHERE nondisclosure = 1
UNION SELECT participant_id, case_number FROM marked_rejects WHERE participant_id <> ''

-- name: marks_of_bad_rows
-- A bad row without a mark names a case of its person all the same. Where they have a mark elsewhere, and no row here
-- that hides the case, a mark does.
SELECT r.k1 AS participant_id, r.k2 AS case_number
FROM rejected_keys AS r
SEMI JOIN (FROM marked_people UNION SELECT participant_id FROM new_marks) AS m ON m.participant_id = r.k1
ANTI JOIN next_party AS w ON w.participant_id = r.k1 AND w.case_number = r.k2
WHERE r.record = 'parties'

-- name: mark_kept
-- Each with the time it was set (cases.models.NondisclosureMark says which).
SELECT DISTINCT
    s.participant_id,
    s.case_number,
    CASE WHEN h.participant_id IS NULL THEN coalesce(e.set_at, $marked_at) ELSE $marked_at END AS set_at,
    1 AS fresh
FROM new_marks AS s
ANTI JOIN next_nondisclosuremark USING (participant_id, case_number)
LEFT JOIN current_party AS h USING (participant_id, case_number)
LEFT JOIN (SELECT participant_id, max(set_at) AS set_at FROM current_nondisclosuremark GROUP BY participant_id) AS e
    USING (participant_id)

-- name: mark_is_older
-- A feed that was overtaken by a later one may say that the mark is older.
SELECT participant_id, case_number, $marked_at AS set_at, 0 AS fresh
FROM current_nondisclosuremark
SEMI JOIN (FROM marked_rejects WHERE sure = 1) AS m USING (participant_id, case_number)
WHERE set_at > $marked_at

-- name: newly_held
SELECT p.participant_id, p.case_number, p.gone_held
FROM upsert_party AS p LEFT JOIN current_party AS h USING (participant_id, case_number)
WHERE greatest(p.removal_held, p.gone_held) = 1
    AND greatest(coalesce(h.removal_held, 0), coalesce(h.gone_held, 0)) = 0

-- name: newly_set
-- `known`: someone is on file under this number. `turned`: they became protected, or a part of theirs that could be
-- read until now can be read no longer.
SELECT
    m.participant_id,
    m.case_number,
    EXISTS (FROM current_participant AS f WHERE f.participant_id = m.participant_id) AS known,
    coalesce(h.nondisclosure, 0) = 0
        AND (h.participant_id IS NOT NULL OR NOT EXISTS (
            FROM current_nondisclosuremark AS k WHERE k.participant_id = m.participant_id)) AS turned
FROM upsert_nondisclosuremark AS m LEFT JOIN current_party AS h USING (participant_id, case_number)
WHERE m.fresh = 1 ORDER BY ALL

-- name: read_anew
-- Whose name, or whose mark, is another than before: all their cases read differently.
SELECT p.participant_id AS k1
FROM upsert_participant AS p JOIN current_participant AS h USING (participant_id)
WHERE p.first_name <> h.first_name OR p.last_name <> h.last_name OR p.suffix <> h.suffix
UNION SELECT p.participant_id
FROM upsert_party AS p LEFT JOIN current_party AS h USING (participant_id, case_number)
WHERE p.nondisclosure <> coalesce(h.nondisclosure, 0)
UNION SELECT h.participant_id
FROM delete_party JOIN current_party AS h USING (participant_id, case_number)
WHERE h.nondisclosure = 1
UNION SELECT participant_id FROM upsert_nondisclosuremark
UNION SELECT participant_id FROM delete_nondisclosuremark

-- name: hiding
-- Of each case the first and the last of the marked people in it. A mark counts also where the party's own row is not
-- here: rejected, or of a feed that is still to come.
SELECT case_number, min(participant_id) AS first, max(participant_id) AS last
FROM (SELECT participant_id, case_number FROM next_party
      UNION ALL SELECT participant_id, case_number FROM next_nondisclosuremark)
SEMI JOIN marked_people USING (participant_id)
GROUP BY case_number

-- name: hidden_payers
-- Readers whom a marked person pays: in a case of theirs; or whose row there is not on file, and so does not say that
-- they only receive; or with money that went to the reader, whatever the case says by now. It finds no more than is in
-- the workspace, and for readers in `asked_readers` all there is.
SELECT v.participant_id
FROM next_party AS v JOIN next_party AS p USING (case_number)
SEMI JOIN marked_people AS m ON m.participant_id = p.participant_id
WHERE p.role = 'paying' AND p.participant_id <> v.participant_id
UNION
SELECT v.participant_id
FROM next_party AS v JOIN next_nondisclosuremark AS k USING (case_number)
ANTI JOIN next_party AS p ON p.participant_id = k.participant_id AND p.case_number = k.case_number
WHERE k.participant_id <> v.participant_id
UNION
SELECT payee_id
FROM next_allocation SEMI JOIN marked_people USING (participant_id)
WHERE payee_id <> '' AND payee_id <> participant_id

-- name: payers_in_scope
SELECT participant_id AS k1 FROM upsert_allocation WHERE collection_id IN (FROM scope_collections)
UNION SELECT participant_id FROM current_allocation WHERE collection_id IN (FROM scope_collections)

-- name: touched_readers
SELECT participant_id FROM upsert_party SEMI JOIN scope_cases USING (case_number)
UNION SELECT participant_id FROM current_party SEMI JOIN scope_cases USING (case_number)
UNION SELECT payee_id
FROM (SELECT payee_id, collection_id FROM upsert_allocation
      UNION ALL SELECT payee_id, collection_id FROM current_allocation)
WHERE payee_id <> '' AND collection_id IN (FROM scope_collections)

-- name: asked_readers
-- Where nothing in the workspace says any more why a reader is on file, or something says so for the first time.
FROM current_payerhidden ANTI JOIN hidden_so_far USING (participant_id)
UNION ALL
FROM touched_readers SEMI JOIN hidden_so_far USING (participant_id) ANTI JOIN current_payerhidden USING (participant_id)

-- name: collections_of_asked
SELECT split_part(line_id, '.', 1) AS collection_id
FROM current_paymentline SEMI JOIN asked_readers USING (participant_id)
UNION SELECT split_part(line_id, '.', 1) FROM current_receipt SEMI JOIN asked_readers USING (participant_id)
EXCEPT FROM scope_collections

-- name: others_of_asked
SELECT participant_id AS k1
FROM current_party
SEMI JOIN (SELECT case_number FROM current_party SEMI JOIN asked_readers USING (participant_id)) AS c
    USING (case_number)
UNION SELECT a.participant_id
FROM current_allocation AS a SEMI JOIN asked_readers AS r ON r.participant_id = a.payee_id

-- name: marked_in_cases
SELECT participant_id AS k1, case_number AS k2
FROM next_nondisclosuremark SEMI JOIN next_party USING (case_number)

-- name: payer_newly_hidden
SELECT participant_id, 1 AS fresh
FROM hidden_now SEMI JOIN touched_readers USING (participant_id) ANTI JOIN current_payerhidden USING (participant_id)

-- name: payer_no_longer_hidden
SELECT participant_id
FROM current_payerhidden SEMI JOIN asked_readers USING (participant_id) ANTI JOIN hidden_now USING (participant_id)

-- name: marks_not_loaded
-- A bad row of a party who must stay hidden, and who is not on file: who is meant may be someone else.
SELECT count(*) FROM marked_rejects ANTI JOIN next_party USING (participant_id, case_number)
