-- Mails to whoever referred somebody: one of three things, each once. And where to, for as long as there is something to tell.
CREATE TABLE referrer_contact (
    participant_id uuid PRIMARY KEY,
    email          text,
    no_more_at     timestamptz -- the person said no: an address that was given before that is not kept
);

CREATE TABLE news (
    news_id        uuid PRIMARY KEY,
    participant_id uuid NOT NULL,
    referral_id    uuid, -- this, the step and when it was due: null where only its end is known, from this service's own log
    step           text,
    due_at         timestamptz,
    state          text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'sent', 'refused', 'unknown', 'withheld')),
    tries          int NOT NULL DEFAULT 0,
    again_at       timestamptz,
    settled_at     timestamptz,
    CHECK (state NOT IN ('waiting', 'sending') OR (referral_id IS NOT NULL AND step IS NOT NULL AND due_at IS NOT NULL))
);
CREATE INDEX news_unsettled ON news (due_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX news_participant ON news (participant_id);
