-- When to ask somebody again who waits, and what stood of their waiting before it was changed.
ALTER TABLE referral ADD ask_again_on date, ADD waiting_changes int NOT NULL DEFAULT 0;
CREATE TABLE waiting_before (
    id           uuid PRIMARY KEY,
    referral_id  uuid NOT NULL,
    reason       text NOT NULL,
    ask_again_on date,
    note         text,
    changed_by   uuid,
    changed_at   timestamptz NOT NULL
);
CREATE INDEX ON waiting_before (referral_id);
