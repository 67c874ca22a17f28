-- What the journey service keeps. Words that people said stand here and nowhere else.

-- Heard: who the person is (from the card) and what there is to go to (from community).
CREATE TABLE card (
    participant_id  uuid PRIMARY KEY,
    name            text NOT NULL,
    preferred_name  text,
    pronouns        text,
    year_of_birth   int,
    phone           text,
    email           text,
    language        text,
    contact_by      text NOT NULL,
    safe_to_contact text NOT NULL,
    hours_from      int NOT NULL,
    hours_until     int NOT NULL,
    told_at         timestamptz NOT NULL
);

CREATE TABLE activity (
    id        uuid PRIMARY KEY,
    group_id  uuid NOT NULL,
    title     text NOT NULL,
    weekday   int NOT NULL,
    starts_at time NOT NULL
);

CREATE TABLE community_group (
    id    uuid PRIMARY KEY,
    title text NOT NULL
);

-- Each step somebody took with an activity. No foreign keys: what it is about may become known later, from another topic.
CREATE TABLE last_mile (
    id             uuid PRIMARY KEY,
    participant_id uuid NOT NULL,
    activity_id    uuid NOT NULL,
    group_id       uuid NOT NULL,
    step           text NOT NULL CHECK (step IN ('proposed', 'place_taken', 'given_up', 'introduced', 'attended')),
    detail         text,
    session_on     date,
    happened_at    timestamptz NOT NULL
);
CREATE INDEX ON last_mile (participant_id, activity_id);

CREATE TABLE journey (
    id               uuid PRIMARY KEY,
    participant_id   uuid NOT NULL UNIQUE,
    referral_id      uuid NOT NULL UNIQUE,
    link_worker_id   uuid NOT NULL,
    opened_at        timestamptz NOT NULL,
    closed_at        timestamptz,
    closing_reason   text,
    closing_planned  boolean,
    last_contact_at  timestamptz,
    every_weeks      int NOT NULL DEFAULT 2,
    weekday          int NOT NULL DEFAULT 1,
    hour             int NOT NULL DEFAULT 10,
    rhythm_since     timestamptz NOT NULL,
    rhythm_chosen    boolean NOT NULL DEFAULT false,
    -- The clock's own note of when to look at this journey next; null: work it out at the next look.
    next_due_at      timestamptz,
    link_version     int NOT NULL DEFAULT 0,
    links_revoked_at timestamptz
);
CREATE INDEX ON journey (link_worker_id) WHERE closed_at IS NULL;
CREATE INDEX ON journey (next_due_at) WHERE closed_at IS NULL;

CREATE TABLE matters (
    id           uuid PRIMARY KEY,
    journey_id   uuid NOT NULL REFERENCES journey,
    what_matters text NOT NULL,
    interests    text,
    recorded_at  timestamptz NOT NULL
);
CREATE INDEX ON matters (journey_id, recorded_at);

CREATE TABLE consent (
    id           uuid PRIMARY KEY,
    journey_id   uuid NOT NULL REFERENCES journey,
    purpose      text NOT NULL CHECK (purpose IN ('service', 'evaluation', 'messages')),
    method       text,
    wording      text,
    given_at     timestamptz,
    withdrawn_at timestamptz,
    CHECK (given_at IS NOT NULL OR withdrawn_at IS NOT NULL)
);
CREATE UNIQUE INDEX one_consent_a_purpose ON consent (journey_id, purpose) WHERE withdrawn_at IS NULL;
CREATE INDEX ON consent (journey_id);

CREATE TABLE goal (
    id         uuid PRIMARY KEY,
    journey_id uuid NOT NULL REFERENCES journey,
    wording    text NOT NULL,
    importance int NOT NULL,
    confidence int,
    set_at     timestamptz NOT NULL,
    reached_at timestamptz,
    let_go_at  timestamptz,
    CHECK (reached_at IS NULL OR let_go_at IS NULL)
);
CREATE INDEX ON goal (journey_id);

CREATE TABLE measure (
    id             uuid PRIMARY KEY,
    journey_id     uuid NOT NULL REFERENCES journey,
    instrument     text NOT NULL,
    version        text NOT NULL,
    taken_on       date NOT NULL,
    occasion       text,
    answers        jsonb NOT NULL,
    score          double precision,
    missing_reason text,
    mode           text NOT NULL,
    taken_at       timestamptz NOT NULL
);
CREATE INDEX ON measure (journey_id, taken_on);

-- A time the person was asked (due_at), or a contact of its own (no due_at).
CREATE TABLE check_in (
    id           uuid PRIMARY KEY,
    journey_id   uuid NOT NULL REFERENCES journey,
    due_at       timestamptz,
    feeling      text,
    please_call  boolean NOT NULL DEFAULT false,
    words        text,
    answered_at  timestamptz,
    mode         text,
    note         text,
    held_at      timestamptz
);
CREATE INDEX ON check_in (journey_id, due_at DESC);

CREATE TABLE debrief (
    id             uuid PRIMARY KEY,
    journey_id     uuid NOT NULL REFERENCES journey,
    attendance_id  uuid NOT NULL,
    activity_id    uuid NOT NULL,
    due_at         timestamptz NOT NULL,
    would_go_again text,
    note           text,
    held_at        timestamptz,
    UNIQUE (journey_id, activity_id)
);

CREATE TABLE moment (
    id         uuid PRIMARY KEY,
    journey_id uuid NOT NULL REFERENCES journey,
    kind       text NOT NULL,
    words      text,
    noted_at   timestamptz NOT NULL
);
CREATE INDEX ON moment (journey_id, noted_at);
