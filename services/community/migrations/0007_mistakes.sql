-- That somebody was introduced, or that an activity was looked at, was noted by mistake. What stood before is kept; only what
-- still holds counts, and an activity can be looked at again.
ALTER TABLE introduction ADD taken_back_at timestamptz;
ALTER TABLE proposal
    ADD taken_back_at timestamptz,
    DROP CONSTRAINT proposal_participant_id_activity_id_key;
CREATE UNIQUE INDEX one_look ON proposal (participant_id, activity_id) WHERE taken_back_at IS NULL;
