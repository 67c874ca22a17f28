-- What worries somebody. Read by the person's link worker, the Lead and a clinician of this Local; told on a topic of its own.

CREATE TABLE safety_note (
    id            uuid PRIMARY KEY,
    journey_id    uuid NOT NULL REFERENCES journey,
    kind          text NOT NULL,
    urgency       text NOT NULL,
    escalate_to   text NOT NULL,
    instrument    text,
    words         text,
    raised_at     timestamptz NOT NULL,
    seen_at       timestamptz,
    seen_by       uuid,
    closed_at     timestamptz,
    closed_by     uuid,
    outcome       text,
    closing_words text
);
CREATE INDEX ON safety_note (journey_id);
CREATE INDEX ON safety_note (raised_at) WHERE closed_at IS NULL;

-- Each time somebody took a note on or passed it on; the note itself says how it stands now.
CREATE TABLE safety_turn (
    safety_id   uuid NOT NULL REFERENCES safety_note,
    kind        text NOT NULL,
    code        text,
    by_id       uuid,
    happened_at timestamptz NOT NULL
);
CREATE INDEX ON safety_turn (safety_id);
