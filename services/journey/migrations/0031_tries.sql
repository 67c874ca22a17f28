-- Tries to reach somebody by which nobody was reached: the link worker's own, on a journey; and what intake noted of
-- reaching them, as it was heard, which may be before the journey opens.
CREATE TABLE attempt (
    id            uuid PRIMARY KEY,
    journey_id    uuid NOT NULL,
    way           text NOT NULL,
    outcome       text NOT NULL,
    happened_at   timestamptz NOT NULL,
    whole_day     boolean NOT NULL,
    note          text,
    noted_by      uuid,
    noted_at      timestamptz NOT NULL,
    taken_back_at timestamptz,
    taken_back_by uuid
);
CREATE INDEX ON attempt (journey_id, happened_at);

CREATE TABLE early_contact (
    id             uuid PRIMARY KEY,
    participant_id uuid NOT NULL,
    way            text NOT NULL,
    outcome        text NOT NULL,
    happened_at    timestamptz NOT NULL,
    whole_day      boolean NOT NULL,
    taken_back     boolean NOT NULL DEFAULT false,
    lies           bigint NOT NULL -- where the newest word of it lies on the log
);
CREATE INDEX ON early_contact (participant_id);
