-- A step is settled from what stands for it, each by its own id, as long as that is not taken back. What was kept before this has
-- nobody's id but the person's own: it stands.
ALTER TABLE step DROP CONSTRAINT step_pkey;
ALTER TABLE step ADD source_id uuid;
UPDATE step SET source_id = participant_id;
ALTER TABLE step ALTER source_id SET NOT NULL;
ALTER TABLE step ADD PRIMARY KEY (participant_id, step, source_id);

-- What was told of by mistake, by its id: a goal, an introduction, an answer. The row stays, so that a telling that comes late counts
-- no more.
CREATE TABLE taken_back (
    id             uuid PRIMARY KEY,
    participant_id uuid NOT NULL REFERENCES participant
);
CREATE INDEX ON taken_back (participant_id);

-- The step of the first visit follows from the visits themselves.
DELETE FROM step WHERE step = 'attended';
INSERT INTO taken_back SELECT attendance_id, participant_id FROM attendance WHERE taken_back;
ALTER TABLE attendance DROP COLUMN taken_back;
