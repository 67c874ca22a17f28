-- Whoever referred somebody: who they are to them, how to reach them, and whether they would like to hear of it.
CREATE TABLE referrer (
    referral_id   uuid PRIMARY KEY,
    name          text NOT NULL,
    organisation  text,
    relation      text,
    phone         text,
    email         text,
    wants_to_hear boolean NOT NULL,
    wants_support boolean NOT NULL
);

-- What somebody quotes who asks about a referral (shared/kernel/references.py). Those from before have none. Not unique: two ids
-- may have the same one, if hardly ever, and nobody is turned away for that.
ALTER TABLE referral ADD reference text;
CREATE INDEX referral_reference ON referral (reference) WHERE reference IS NOT NULL;
