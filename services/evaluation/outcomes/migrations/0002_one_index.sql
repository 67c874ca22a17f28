-- A person's rows lie together, so that the key itself finds them: one index a table instead of two.
ALTER TABLE outcomes.measure DROP CONSTRAINT measure_pkey, ADD PRIMARY KEY (pseudonym, measure_id);
DROP INDEX outcomes.measure_pseudonym_idx;
ALTER TABLE outcomes.attendance DROP CONSTRAINT attendance_pkey, ADD PRIMARY KEY (pseudonym, attendance_id);
DROP INDEX outcomes.attendance_pseudonym_idx;
