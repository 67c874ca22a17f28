-- What became of messages that this database does not know of because it was put back: found on the service's own log. When the
-- check-in is heard of again, its message is not sent a second time.
CREATE TABLE settled_before (
    message_id     uuid PRIMARY KEY,
    participant_id uuid NOT NULL,
    state          text NOT NULL CHECK (state IN ('sent', 'withheld', 'undelivered')),
    channel        text,
    reason         text,
    settled_at     timestamptz NOT NULL
);
