-- A file may have gone to more than one wrong person before it reaches the right one: what it brought has the same ids each time, and
-- counts, or is taken back, for each of them apart.
ALTER TABLE taken_back DROP CONSTRAINT taken_back_pkey, ADD PRIMARY KEY (participant_id, id);
DROP INDEX taken_back_participant_id_idx;
ALTER TABLE measure DROP CONSTRAINT measure_pkey, ADD PRIMARY KEY (participant_id, measure_id);
DROP INDEX measure_participant_id_idx;
ALTER TABLE released_measure DROP CONSTRAINT released_measure_pkey, ADD PRIMARY KEY (pseudonym, measure_id);
DROP INDEX released_measure_pseudonym_idx;

-- Where an end lies on its log: going on that was parked and is handled later must not undo the end that lies after it.
ALTER TABLE step ADD lies bigint;
