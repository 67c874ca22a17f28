-- The last mile in full, companions, and practising together.

ALTER TABLE last_mile DROP CONSTRAINT last_mile_step_check;
ALTER TABLE last_mile ADD CONSTRAINT last_mile_step_check CHECK (step IN (
    'proposed', 'place_taken', 'given_up', 'introduced', 'attended', 'went_together', 'went_with_companion', 'went_alone',
    'settled', 'stopped'));
ALTER TABLE last_mile ADD companion_id uuid;
-- How somebody went on a day is noted once.
CREATE UNIQUE INDEX one_visit_a_day ON last_mile (participant_id, activity_id, session_on)
    WHERE step IN ('went_together', 'went_with_companion', 'went_alone');

CREATE TABLE companion (
    id                uuid PRIMARY KEY,
    journey_id        uuid NOT NULL REFERENCES journey,
    kind              text NOT NULL,
    name              text NOT NULL,
    police_check_on   date,
    children_check_on date,
    found_at          timestamptz NOT NULL,
    ended_at          timestamptz
);
CREATE INDEX ON companion (journey_id);

CREATE TABLE skill_session (
    id             uuid PRIMARY KEY,
    topic          text NOT NULL,
    setting        text NOT NULL,
    starts_at      timestamptz NOT NULL,
    places         int NOT NULL,
    place          text,
    link_worker_id uuid NOT NULL,
    planned_at     timestamptz NOT NULL,
    cancelled_at   timestamptz
);
CREATE INDEX ON skill_session (starts_at);

CREATE TABLE skill_place (
    id         uuid PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES skill_session,
    journey_id uuid NOT NULL REFERENCES journey,
    taken_at   timestamptz NOT NULL,
    came       boolean,
    reason     text,
    confidence int,
    noted_at   timestamptz,
    UNIQUE (session_id, journey_id)
);
CREATE INDEX ON skill_place (journey_id);
