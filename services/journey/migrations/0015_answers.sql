-- That somebody answered a message in words of their own, until somebody has looked. The words stay where they were heard.
CREATE TABLE answer (
    id             uuid PRIMARY KEY,
    participant_id uuid NOT NULL,
    meaning        text NOT NULL,
    stops          boolean NOT NULL,
    heard_at       timestamptz NOT NULL,
    seen_at        timestamptz
);
CREATE INDEX answer_open ON answer (participant_id) WHERE seen_at IS NULL;
