-- A file from another Local that was looked at and not taken in yet: gone with the yes, the no, or the day.
CREATE TABLE arrival (
    journey_id  uuid NOT NULL REFERENCES journey,
    transfer_id uuid NOT NULL,
    content     text NOT NULL,
    parts       text[] NOT NULL,
    looked_at   timestamptz NOT NULL,
    PRIMARY KEY (journey_id, transfer_id)
);
CREATE INDEX ON arrival (looked_at);
ALTER TABLE brought_along ADD brought_by uuid;
