-- Letters that came with a referral. Of one that was taken away nothing is left but that it was here.
CREATE TABLE letter (
    id            uuid PRIMARY KEY,
    referral_id   uuid NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('pdf', 'jpeg')),
    pages         int NOT NULL,
    content       bytea,
    added_by      uuid, -- null: it came with the referral, from somebody who does not work here
    added_at      timestamptz NOT NULL,
    taken_away_by uuid,
    taken_away_at timestamptz,
    CHECK ((content IS NULL) = (taken_away_at IS NOT NULL))
);
CREATE INDEX letter_referral ON letter (referral_id);
