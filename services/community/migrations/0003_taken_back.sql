-- A tick on the wrong name is taken back. What stood before is kept; only what still holds is counted, one tick a day.
ALTER TABLE attendance
    ADD taken_back_at timestamptz,
    ADD taken_back_by text,
    DROP CONSTRAINT attendance_activity_id_session_on_participant_id_key;
CREATE UNIQUE INDEX one_tick_a_day ON attendance (activity_id, session_on, participant_id) WHERE taken_back_at IS NULL;
