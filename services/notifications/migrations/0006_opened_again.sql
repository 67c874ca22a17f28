-- An undelivered message that was marked as looked after can be opened again. Who had said so, and when, stays on file.
CREATE TABLE looked_after_before (
    message_id     uuid NOT NULL,
    participant_id uuid NOT NULL,
    looked_at      timestamptz NOT NULL,
    looked_by      uuid,
    opened_at      timestamptz NOT NULL,
    opened_by      uuid NOT NULL,
    PRIMARY KEY (message_id, looked_at)
);
CREATE INDEX ON looked_after_before (participant_id);
