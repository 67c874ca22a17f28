-- Somebody who was given to a link worker by mistake is asked back: nothing changes until it is known whether the two have begun.
ALTER TABLE referral
    ADD acceptances   int NOT NULL DEFAULT 0, -- how often they were given to somebody, those that were taken back too
    ADD asked_back_id uuid,
    ADD asked_back_at timestamptz,
    ADD asked_back_by uuid,
    ADD stays_since   timestamptz; -- the two had begun, so it stays
UPDATE referral SET acceptances = 1 WHERE state = 'accepted';

-- An acceptance has no reason, but a link worker.
ALTER TABLE decision_before
    DROP CONSTRAINT decision_before_decision_check,
    ADD CONSTRAINT decision_before_decision_check CHECK (decision IN ('waitlisted', 'declined', 'accepted')),
    ALTER because DROP NOT NULL,
    ADD link_worker_id uuid,
    ADD CHECK ((decision = 'accepted') = (because IS NULL) AND (decision = 'accepted') = (link_worker_id IS NOT NULL));
