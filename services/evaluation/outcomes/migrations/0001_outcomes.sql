-- The projection has a schema of its own, so that a rebuilt one can take its place. Rows, not sums: each is keyed by the fact it
-- came from and carries the teller's count (`told`), so that order, repetition and lateness cannot change what stands here.
-- Nobody is named: pseudonyms, codes, days and weeks.
CREATE SCHEMA outcomes;

CREATE TABLE outcomes.participation (
    pseudonym      text PRIMARY KEY,
    local          text NOT NULL,
    consented_week text NOT NULL,
    age_band       text,
    source         text,
    trace_id       uuid,
    told           bigint NOT NULL
);

CREATE TABLE outcomes.step (
    pseudonym text NOT NULL,
    step      text NOT NULL,
    day       int NOT NULL,
    trace_id  uuid,
    told      bigint NOT NULL,
    PRIMARY KEY (pseudonym, step)
);

CREATE TABLE outcomes.measure (
    measure_id     uuid NOT NULL,
    pseudonym      text NOT NULL,
    instrument     text NOT NULL,
    day            int NOT NULL,
    occasion       text,
    score          double precision,
    missing_reason text,
    trace_id       uuid,
    told           bigint NOT NULL,
    PRIMARY KEY (measure_id, pseudonym)
);

CREATE TABLE outcomes.attendance (
    attendance_id uuid NOT NULL,
    pseudonym     text NOT NULL,
    day           int NOT NULL,
    trace_id      uuid,
    told          bigint NOT NULL,
    PRIMARY KEY (attendance_id, pseudonym)
);

-- Somebody who no longer takes part. What was told of them before is gone; what is told after (they agreed again) counts.
CREATE TABLE outcomes.withdrawn (
    pseudonym text PRIMARY KEY,
    told      bigint NOT NULL
);

-- How far each log has been counted: moved in the same transaction as the rows.
CREATE TABLE outcomes.reached (
    topic           text NOT NULL,
    kafka_partition int NOT NULL,
    next_offset     bigint NOT NULL,
    PRIMARY KEY (topic, kafka_partition)
);

CREATE TABLE outcomes.parked (LIKE public.parked INCLUDING ALL);

-- Taking back looks for a person's rows.
CREATE INDEX ON outcomes.measure (pseudonym);
CREATE INDEX ON outcomes.attendance (pseudonym);

-- The editions that were published, outside the projection: a rebuild does not touch them.
CREATE TABLE published (
    snapshot      text NOT NULL,
    edition       int NOT NULL,
    occurred_at   timestamptz NOT NULL,
    n_consented   int NOT NULL,
    n_paired      int NOT NULL,
    missing       int NOT NULL,
    change_mean   double precision,
    ci_low        double precision,
    ci_high       double precision,
    by_local      jsonb NOT NULL,
    sources       jsonb NOT NULL,
    PRIMARY KEY (snapshot, edition)
);

-- Who was counted in the editions so far, as fingerprints under the evaluator's key: two editions must never differ by so few
-- people that the difference tells of them.
CREATE TABLE counted_before (
    snapshot    text NOT NULL,
    edition     int NOT NULL,
    local       text NOT NULL,
    fingerprint bytea NOT NULL,
    FOREIGN KEY (snapshot, edition) REFERENCES published
);
CREATE INDEX ON counted_before (snapshot, edition);
