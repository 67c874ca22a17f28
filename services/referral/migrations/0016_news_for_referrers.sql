-- What whoever referred somebody may hear, as the person said: null while nobody has asked them.
ALTER TABLE referrer
    ADD agreed     boolean,
    ADD agreed_at  timestamptz,
    ADD decided_by uuid,
    ADD contact_told boolean NOT NULL DEFAULT false; -- the address stands on its topic

-- What they were told, or are being told: each step once.
CREATE TABLE news (
    id             uuid PRIMARY KEY,
    referral_id    uuid NOT NULL,
    step           text NOT NULL CHECK (step IN ('received', 'in_touch', 'ended')),
    by             text NOT NULL CHECK (by IN ('email', 'letter')),
    due_at         timestamptz NOT NULL,
    outcome        text,
    settled_at     timestamptz,
    UNIQUE (referral_id, step)
);

-- Talks between somebody and their link worker, as heard of: from the first one on the two are in touch.
CREATE TABLE talk (
    check_in_id    uuid PRIMARY KEY,
    participant_id uuid NOT NULL
);
CREATE INDEX talk_participant ON talk (participant_id);
