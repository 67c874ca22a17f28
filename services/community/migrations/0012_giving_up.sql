-- Each giving up of a place has an id of its own, so that it can be taken back, and the place given up again. What stood there before it was
-- put right or taken back stays on file, with the moment it ended.
ALTER TABLE place ADD giving_up_id uuid;
CREATE TABLE giving_up (
    id             uuid PRIMARY KEY,
    place_id       uuid NOT NULL REFERENCES place ON DELETE CASCADE,
    participant_id uuid NOT NULL,
    activity_id    uuid NOT NULL REFERENCES activity,
    was            text NOT NULL,
    given_up_at    timestamptz NOT NULL,
    ended_at       timestamptz NOT NULL,
    taken_back     boolean NOT NULL
);
CREATE INDEX ON giving_up (participant_id);
