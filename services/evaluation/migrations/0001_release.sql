-- What this Local knows and could let out. Nothing in these tables leaves but through domain/release.py.
CREATE TABLE participant (
    participant_id uuid PRIMARY KEY,
    source         text,
    age_band       text
);

-- Every word of consent, in the order it was heard. The latest says what holds.
CREATE TABLE consent (
    consent_id     uuid NOT NULL,
    given          boolean NOT NULL,
    participant_id uuid NOT NULL REFERENCES participant,
    purpose        text NOT NULL,
    at             timestamptz NOT NULL,
    on_day         date NOT NULL,
    heard          bigint GENERATED ALWAYS AS IDENTITY,
    PRIMARY KEY (consent_id, given)
);
CREATE INDEX ON consent (participant_id, purpose);

CREATE TABLE step (
    participant_id uuid NOT NULL REFERENCES participant,
    step           text NOT NULL,
    on_day         date NOT NULL,
    PRIMARY KEY (participant_id, step)
);

CREATE TABLE measure (
    measure_id     uuid PRIMARY KEY,
    participant_id uuid NOT NULL REFERENCES participant,
    instrument     text NOT NULL,
    taken_on       date NOT NULL,
    occasion       text,
    score          double precision,
    missing_reason text
);
CREATE INDEX ON measure (participant_id);

CREATE TABLE attendance (
    attendance_id  uuid PRIMARY KEY,
    participant_id uuid NOT NULL REFERENCES participant,
    session_on     date NOT NULL
);
CREATE INDEX ON attendance (participant_id);

-- What is out: exactly what has been told and not taken back.
CREATE TABLE released_participation (
    pseudonym      text PRIMARY KEY,
    occurred_at    timestamptz NOT NULL,
    local          text NOT NULL,
    consented_week text NOT NULL,
    age_band       text,
    source         text
);

CREATE TABLE released_step (
    pseudonym   text NOT NULL,
    step        text NOT NULL,
    occurred_at timestamptz NOT NULL,
    day         int NOT NULL,
    PRIMARY KEY (pseudonym, step)
);

CREATE TABLE released_measure (
    measure_id     uuid PRIMARY KEY,
    pseudonym      text NOT NULL,
    occurred_at    timestamptz NOT NULL,
    instrument     text NOT NULL,
    day            int NOT NULL,
    occasion       text,
    score          double precision,
    missing_reason text
);
CREATE INDEX ON released_measure (pseudonym);

CREATE TABLE released_attendance (
    attendance_id uuid PRIMARY KEY,
    pseudonym     text NOT NULL,
    occurred_at   timestamptz NOT NULL,
    day           int NOT NULL
);
CREATE INDEX ON released_attendance (pseudonym);
