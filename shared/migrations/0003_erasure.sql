-- Who has been erased: nothing about them is kept here any more, and nothing that is heard later brings them back.
CREATE TABLE erased (
    participant_id uuid PRIMARY KEY,
    erased_at      timestamptz NOT NULL
);

-- No more is told of a subject that is closed. It stands in the row that whoever tells has to lock.
ALTER TABLE subject ADD closed boolean NOT NULL DEFAULT false;

-- Without a body: a tombstone, which takes away what stands under its key on a compacted topic.
ALTER TABLE outbox ALTER body DROP NOT NULL;

-- What becomes of a message about somebody (null: about nobody): 'first', 'again' or 'erased'. Whoever erases waits for those
-- who are hearing about the person; whoever hears about them meanwhile waits, and then sees (each statement of a function
-- looks anew) that they are erased. One question, so that hearing costs no more than one.
CREATE FUNCTION heard(message uuid, person uuid) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock_shared(uuid_hash_extended(person, 0));
    INSERT INTO inbox (message_id) SELECT message WHERE NOT EXISTS (SELECT FROM erased WHERE participant_id = person)
    ON CONFLICT DO NOTHING;
    IF FOUND THEN
        RETURN 'first';
    END IF;
    RETURN CASE WHEN EXISTS (SELECT FROM erased WHERE participant_id = person) THEN 'erased' ELSE 'again' END;
END $$;
