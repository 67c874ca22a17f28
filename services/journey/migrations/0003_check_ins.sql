-- The person's own rhythm in full: several days, minutes, pauses, one time moved or missed, and a person asking instead of a message.

ALTER TABLE journey
    ADD minute int NOT NULL DEFAULT 0,
    ADD weekdays int[] NOT NULL DEFAULT '{}',
    ADD stepped_down_at timestamptz,
    ADD step_review_on date;

ALTER TABLE check_in
    ADD by text NOT NULL DEFAULT 'message',
    ADD moved_to timestamptz,
    ADD moved_at timestamptz,
    ADD missed_at timestamptz,
    ADD missed_reason text,
    ADD taken_back_at timestamptz;

CREATE TABLE pause (
    id         uuid PRIMARY KEY,
    journey_id uuid NOT NULL REFERENCES journey,
    from_on    date NOT NULL,
    until_on   date,
    reason     text NOT NULL,
    paused_at  timestamptz NOT NULL,
    resumed_at timestamptz,
    resumed_on date,
    CHECK (until_on IS NULL OR until_on >= from_on)
);
CREATE INDEX ON pause (journey_id, from_on);
