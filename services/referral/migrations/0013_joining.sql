-- What was answered about two records that look alike, from the side of each; the newest answer holds, those before stay on file.
CREATE TABLE pair_answer (
    position       bigint GENERATED ALWAYS AS IDENTITY,
    answer_id      uuid NOT NULL, -- of a joining and its parting: the joining's
    participant_id uuid NOT NULL,
    with_id        uuid NOT NULL,
    answer         text NOT NULL CHECK (answer IN ('same', 'else', 'unsure', 'parted')),
    evidence       double precision, -- how much spoke for one person when it was answered
    note           text,
    answered_by    uuid,
    answered_at    timestamptz NOT NULL,
    PRIMARY KEY (participant_id, with_id, answer_id, answer)
);
CREATE INDEX ON pair_answer (with_id);

-- Referrals that a joining answered: the person is supported, or waits, under the other one. Once the two are parted they are to be
-- decided on again.
CREATE TABLE settled (
    joining_id  uuid NOT NULL,
    referral_id uuid NOT NULL,
    PRIMARY KEY (joining_id, referral_id)
);
CREATE INDEX ON settled (referral_id);
