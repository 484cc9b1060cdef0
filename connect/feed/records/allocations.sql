-- name: shares
-- Who paid is in the collection: that of this feed, or the one on file.
SELECT i.*, coalesce(n.participant_id, h.participant_id) AS participant_id
FROM staged_allocations AS i
LEFT JOIN (FROM staged_collections WHERE op = 'put') AS n USING (collection_id)
LEFT JOIN current_collection AS h USING (collection_id)
WHERE i.op = 'put'

-- name: shares_of_another_payer
-- A payment whose payer was corrected takes its shares along.
SELECT h.* REPLACE (c.participant_id AS participant_id)
FROM upsert_collection AS c
JOIN current_allocation AS h USING (collection_id)
ANTI JOIN staged_allocations AS s ON s.allocation_id = h.allocation_id
ANTI JOIN removed_allocations AS g ON g.allocation_id = h.allocation_id
WHERE h.participant_id <> c.participant_id
