-- The person's card as it stands. `folded` is the name as two people would spell it alike: small letters, no accents, no
-- spaces, apostrophes or hyphens. `updates` lets a page notice that somebody else was quicker.
CREATE TABLE card (
    participant_id  uuid PRIMARY KEY,
    name            text NOT NULL,
    preferred_name  text,
    pronouns        text,
    year_of_birth   int,
    phone           text,
    email           text,
    address         text,
    language        text,
    contact_by      text NOT NULL,
    safe_to_contact text NOT NULL,
    hours_from      int NOT NULL,
    hours_until     int NOT NULL,
    updated_at      timestamptz NOT NULL,
    updates         int NOT NULL DEFAULT 1,
    folded          text NOT NULL GENERATED ALWAYS AS (
        lower(regexp_replace(normalize(name, NFKD), '[\u0300-\u036f\s''’‘ʼ`´.\-‐‑–]', '', 'g') COLLATE "pg_c_utf8")) STORED
);
CREATE INDEX card_phone ON card (phone) WHERE phone IS NOT NULL;
CREATE INDEX card_email ON card (lower(email)) WHERE email IS NOT NULL;
CREATE INDEX card_folded ON card (folded text_pattern_ops, year_of_birth);

CREATE TABLE referral (
    id                uuid PRIMARY KEY,
    participant_id    uuid NOT NULL UNIQUE,
    source            text NOT NULL,
    age_band          text,
    what_brings_them  text,
    referred_by       text,
    received_at       timestamptz NOT NULL,
    state             text NOT NULL DEFAULT 'received' CHECK (state IN ('received', 'waitlisted', 'accepted', 'declined')),
    waiting_since     timestamptz,
    waiting_because   text,
    waiting_note      text,
    waiting_by        uuid,
    decided_at        timestamptz,
    decided_by        uuid,
    link_worker_id    uuid,
    exception_because text,
    declined_because  text,
    redirected_to     text,
    note              text,
    CHECK ((state = 'accepted') = (link_worker_id IS NOT NULL)),
    CHECK ((state = 'declined') = (declined_because IS NOT NULL)),
    CHECK ((state IN ('accepted', 'declined')) = (decided_at IS NOT NULL))
);
CREATE INDEX referral_inbox ON referral (state, received_at);

-- Who walks with how many, as heard from journey.
CREATE TABLE journey (
    id             uuid PRIMARY KEY,
    referral_id    uuid NOT NULL,
    link_worker_id uuid NOT NULL,
    opened_at      timestamptz NOT NULL,
    closed_at      timestamptz
);
CREATE INDEX journey_open ON journey (link_worker_id) WHERE closed_at IS NULL;
CREATE INDEX journey_referral ON journey (referral_id);
