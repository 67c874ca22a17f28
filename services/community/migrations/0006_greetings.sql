-- How a host greets somebody can be said anew. What the host saw until then stays on file, with the moment it ended.
CREATE TABLE greeting (
    id             uuid PRIMARY KEY,
    place_id       uuid NOT NULL REFERENCES place ON DELETE CASCADE,
    participant_id uuid NOT NULL,
    activity_id    uuid NOT NULL REFERENCES activity,
    was_by_name    boolean NOT NULL,
    was_greet_as   text,
    chosen_at      timestamptz NOT NULL
);
CREATE INDEX ON greeting (participant_id);
