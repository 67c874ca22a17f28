-- What must be known about somebody at the moment a message to them would leave: one row a person, so that one lock is enough.
-- A card, a consent and a journey may come in any order; what has not come yet is null.
CREATE TABLE contact (
    participant_id uuid PRIMARY KEY,
    called         text,
    phone          text,
    email          text,
    language       text,
    contact_by     text NOT NULL DEFAULT 'call',
    safe           text NOT NULL DEFAULT 'unknown' CHECK (safe IN ('safe', 'not_safe', 'unknown')),
    hours_from     int  NOT NULL DEFAULT 8,
    hours_until    int  NOT NULL DEFAULT 20,
    card_at        timestamptz,
    agreed         boolean NOT NULL DEFAULT false,
    consent_at     timestamptz,
    left_service   boolean NOT NULL DEFAULT false, -- they withdrew their consent to be known here at all
    stopped_at     timestamptz, -- they answered a message with STOP
    journey_id     uuid,
    link_worker_id uuid,
    journey_open   boolean,
    journey_at     timestamptz
);
CREATE INDEX contact_by_phone ON contact (phone);
CREATE INDEX contact_by_link_worker ON contact (link_worker_id);

-- The ledger: one message a check-in, ever.
CREATE TABLE message (
    message_id     uuid PRIMARY KEY,
    check_in_id    uuid NOT NULL UNIQUE,
    participant_id uuid NOT NULL,
    journey_id     uuid NOT NULL,
    link_version   int  NOT NULL,
    due_at         timestamptz NOT NULL,
    state          text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'sending', 'sent', 'withheld', 'undelivered')),
    channel        text CHECK (channel IN ('sms', 'email')),
    reason         text, -- why it was withheld, or how it is undelivered
    claimed_at     timestamptz,
    settled_at     timestamptz,
    looked_at      timestamptz, -- a person looked after an undelivered one
    looked_by      uuid,
    CHECK (state <> 'sending' OR claimed_at IS NOT NULL),
    CHECK (state IN ('waiting', 'sending') OR settled_at IS NOT NULL)
);
CREATE INDEX message_unsettled ON message (due_at) WHERE state IN ('waiting', 'sending');
CREATE INDEX message_by_participant ON message (participant_id, due_at);
CREATE INDEX message_settled ON message (settled_at) WHERE settled_at IS NOT NULL;
