-- What people answered, until somebody has looked at it and after. Where nobody here has that number or address no person
-- is known, and what they wrote goes when somebody has looked.
CREATE TABLE reply (
    reply_id       uuid PRIMARY KEY,
    participant_id uuid, -- null: nobody here has that number or address
    sender         text, -- only where nobody is known
    channel        text NOT NULL CHECK (channel IN ('sms', 'email')),
    meaning        text NOT NULL CHECK (meaning IN ('answer', 'stop', 'unsure', 'worry')),
    stops          boolean NOT NULL,
    words          text,
    heard_at       timestamptz NOT NULL,
    seen_at        timestamptz,
    seen_by        uuid,
    CHECK (participant_id IS NULL OR sender IS NULL)
);
CREATE INDEX reply_open ON reply (participant_id) WHERE seen_at IS NULL;
CREATE INDEX reply_by_participant ON reply (participant_id, heard_at);

-- A channel that says "not now" is asked again after a pause that grows.
ALTER TABLE message
    ADD tries    int NOT NULL DEFAULT 0,
    ADD again_at timestamptz;
CREATE INDEX contact_by_email ON contact (lower(email));
