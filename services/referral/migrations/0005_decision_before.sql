-- A decision that was a mistake can be taken back. What stood there stays on file: who decided what, and who took it back.
CREATE TABLE decision_before (
    id            uuid PRIMARY KEY,
    referral_id   uuid NOT NULL,
    decision      text NOT NULL CHECK (decision IN ('waitlisted', 'declined')),
    because       text NOT NULL,
    redirected_to text,
    note          text,
    decided_by    uuid,
    decided_at    timestamptz NOT NULL,
    taken_back_by uuid,
    taken_back_at timestamptz NOT NULL
);
CREATE INDEX ON decision_before (referral_id);
