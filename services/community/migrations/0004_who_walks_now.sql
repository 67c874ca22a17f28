-- Since when somebody walks with them, and when the journey last ended or went on: what is heard late changes nothing.
ALTER TABLE journey
    ADD with_since timestamptz,
    ADD turned_at  timestamptz;
UPDATE journey SET with_since = opened_at, turned_at = closed_at;
ALTER TABLE journey ALTER with_since SET NOT NULL;
