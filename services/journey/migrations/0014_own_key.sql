-- With what somebody opens their own page, beside the year on their card: a year that their link worker noted with them
-- counts in its place, a word they chose is kept as a mark only.
CREATE TABLE own_key (
    participant_id uuid PRIMARY KEY,
    journey_id     uuid NOT NULL REFERENCES journey,
    year           int,
    word           text,
    noted_at       timestamptz NOT NULL,
    CHECK (year IS NOT NULL OR word IS NOT NULL)
);
CREATE INDEX ON own_key (journey_id);
