-- A record that can never be read, and that somebody has set aside for good: it waits for nobody any more.
ALTER TABLE outcomes.parked
    ADD COLUMN IF NOT EXISTS set_aside_at      timestamptz,
    ADD COLUMN IF NOT EXISTS set_aside_by      text,
    ADD COLUMN IF NOT EXISTS set_aside_because text;

-- Records that were deleted before they were counted, and that somebody has gone on without. Outside the projection: a rebuild
-- does not touch it.
CREATE TABLE gone_on_without (
    topic           text NOT NULL,
    kafka_partition int NOT NULL,
    since           bigint NOT NULL,
    until           bigint NOT NULL,
    at              timestamptz NOT NULL,
    by_whom         text NOT NULL,
    because         text NOT NULL,
    PRIMARY KEY (topic, kafka_partition, since)
);
