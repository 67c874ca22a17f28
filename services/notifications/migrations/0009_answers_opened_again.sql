-- An answer that was marked as looked after can be opened again. Who had said so, and when, stays on file.
CREATE TABLE seen_before (
    reply_id       uuid NOT NULL,
    participant_id uuid NOT NULL,
    seen_at        timestamptz NOT NULL,
    seen_by        uuid,
    opened_at      timestamptz NOT NULL,
    opened_by      uuid,
    PRIMARY KEY (reply_id, seen_at)
);
CREATE INDEX ON seen_before (participant_id);
CREATE INDEX reply_seen ON reply (seen_at) WHERE seen_at IS NOT NULL AND participant_id IS NOT NULL;
