-- Stands in every service's database; only shared/ touches it.

-- How many facts have been told of each subject: the aggregate's version, without gaps. Its row lock keeps commits about one
-- subject in the order of their positions.
CREATE TABLE subject (
    key      text PRIMARY KEY,
    sequence bigint NOT NULL
);

CREATE TABLE outbox (
    position    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id    uuid NOT NULL,
    type        text NOT NULL,
    stream      text NOT NULL,
    key         text NOT NULL,
    sequence    bigint NOT NULL,
    occurred_at timestamptz NOT NULL,
    traceparent text NOT NULL,
    causation   text,
    body        bytea NOT NULL
) WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Which events and which commands have already had their effect.
CREATE TABLE inbox (
    message_id uuid PRIMARY KEY,
    arrived_at timestamptz NOT NULL DEFAULT now()
);

-- Records that could not be handled, byte for byte as they came.
CREATE TABLE parked (
    topic           text NOT NULL,
    kafka_partition int NOT NULL,
    kafka_offset    bigint NOT NULL,
    record_key      bytea,
    headers         jsonb NOT NULL,
    body            bytea,
    reason          text NOT NULL,
    attempts        int NOT NULL DEFAULT 1,
    parked_at       timestamptz NOT NULL DEFAULT now(),
    replayed_at     timestamptz,
    PRIMARY KEY (topic, kafka_partition, kafka_offset)
);

-- Who looked at whom, as a hash chain: each row seals the one before it.
CREATE TABLE audit (
    position       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    looked_at      timestamptz NOT NULL,
    user_id        uuid NOT NULL,
    role           text NOT NULL,
    participant_id uuid NOT NULL,
    what           text NOT NULL,
    seal           bytea NOT NULL
);
