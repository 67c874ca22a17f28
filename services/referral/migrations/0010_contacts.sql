-- Tries and talks before somebody walks with them, and after. What was put right or taken back stays on file.
CREATE TABLE contact (
    id                 uuid PRIMARY KEY,
    referral_id        uuid NOT NULL,
    way                text NOT NULL,
    outcome            text NOT NULL,
    happened_at        timestamptz NOT NULL,
    whole_day          boolean NOT NULL, -- only its day is known; it counts as midday
    minutes            int,
    again_at           timestamptz,
    words              text,
    noted_by           uuid,
    noted_at           timestamptz NOT NULL,
    corrections        int NOT NULL DEFAULT 0,
    taken_back_at      timestamptz,
    taken_back_by      uuid,
    taken_back_because text,
    CHECK ((taken_back_at IS NULL) = (taken_back_because IS NULL))
);
CREATE INDEX contact_referral ON contact (referral_id, happened_at) WHERE taken_back_at IS NULL;

CREATE TABLE contact_before (
    id           uuid PRIMARY KEY,
    referral_id  uuid NOT NULL,
    contact_id   uuid NOT NULL,
    way          text NOT NULL,
    outcome      text NOT NULL,
    happened_at  timestamptz NOT NULL,
    whole_day    boolean NOT NULL,
    minutes      int,
    again_at     timestamptz,
    words        text,
    put_right_by uuid,
    put_right_at timestamptz NOT NULL
);
CREATE INDEX ON contact_before (contact_id);
