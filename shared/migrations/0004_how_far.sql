-- How far each log has been heard: moved in the transaction of the effect, so that it goes back whenever the database does.
-- Room on the page keeps what changes all the time in its place.
CREATE TABLE heard_up_to (
    topic           text NOT NULL,
    kafka_partition int NOT NULL,
    next_offset     bigint NOT NULL,
    PRIMARY KEY (topic, kafka_partition)
) WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Up to where this service knows what stands on the logs that it alone tells on: moved when the outbox forgets what Kafka has.
CREATE TABLE told_up_to (LIKE heard_up_to INCLUDING ALL)
WITH (fillfactor = 20, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);

-- Facts of this service's own that stand on the log, and that its database knows nothing of because it was put back to an
-- earlier day. Settled once somebody has seen to each.
CREATE TABLE unremembered (
    event_id        uuid PRIMARY KEY,
    type            text NOT NULL,
    topic           text NOT NULL,
    kafka_partition int NOT NULL,
    kafka_offset    bigint NOT NULL,
    key             text NOT NULL,
    sequence        bigint NOT NULL,
    occurred_at     timestamptz,
    found_at        timestamptz NOT NULL DEFAULT now(),
    settled_at      timestamptz
);

-- As above, and in the same question moves how far this log has been heard. 'overtaken' if the database does not stand where
-- whoever asks believes: it was put back, or somebody else has taken over. Then nothing of it may be kept.
CREATE FUNCTION heard(message uuid, person uuid, log text, part int, since bigint, until bigint)
RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    becomes text := heard(message, person);
BEGIN
    UPDATE heard_up_to SET next_offset = until WHERE topic = log AND kafka_partition = part AND next_offset = since;
    RETURN CASE WHEN FOUND THEN becomes ELSE 'overtaken' END;
END $$;
