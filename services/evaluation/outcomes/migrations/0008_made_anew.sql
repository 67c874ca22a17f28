-- A log that was made anew may be gone on with more than once from the same place: each time keeps its note.
ALTER TABLE gone_on_without DROP CONSTRAINT gone_on_without_pkey, ADD PRIMARY KEY (topic, kafka_partition, since, at);
