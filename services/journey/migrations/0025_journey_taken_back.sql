-- A journey that had opened by mistake and on which nothing was noted goes, as if it had never been. That it was there stays, so that
-- the same acceptance, heard again, opens it no more.
CREATE TABLE journey_taken_back (
    journey_id     uuid PRIMARY KEY,
    participant_id uuid NOT NULL,
    referral_id    uuid NOT NULL,
    link_worker_id uuid NOT NULL,
    taking_back_id uuid NOT NULL,
    taken_back_at  timestamptz NOT NULL
);
CREATE INDEX ON journey_taken_back (participant_id);
