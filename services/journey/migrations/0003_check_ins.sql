-- The person's own rhythm in full: several days, minutes, pauses, one time moved or missed, and a person asking instead of a message.

ALTER TABLE journey
    ADD minute int NOT NULL DEFAULT 0,
    ADD weekdays int[] NOT NULL DEFAULT '{}',
    ADD stepped_down_at timestamptz,
    ADD step_review_on date,
    -- Up to when the clock has told what was to be told. What has come since then is told, the latest of it.
    ADD told_until timestamptz;
-- What falls due once a pause without an end is over: next_due_at is infinity.
DROP INDEX journey_next_due_at_idx;
CREATE INDEX journey_by_turn ON journey (coalesce(next_due_at, '-infinity'), id) WHERE closed_at IS NULL;
-- A rhythm that was in use before: nothing of what it has told is told again.
UPDATE journey j SET told_until = (SELECT max(due_at) FROM check_in c WHERE c.journey_id = j.id);

ALTER TABLE check_in
    ADD by text NOT NULL DEFAULT 'message',
    ADD moved_to timestamptz,
    ADD moved_at timestamptz,
    ADD missed_at timestamptz,
    ADD missed_reason text,
    ADD held_by uuid,
    -- When the two had last been in touch before this contact: what is true again if it is taken back.
    ADD touched_before timestamptz,
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
