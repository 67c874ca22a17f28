-- Every time that a check-in was held, moved or let go counts, not the last one alone: where that is taken back, an earlier one may
-- still say that a message is not needed.
CREATE TABLE touch (
    check_in_id    uuid NOT NULL,
    how            text NOT NULL CHECK (how IN ('held', 'moved', 'missed')),
    participant_id uuid NOT NULL,
    at             timestamptz NOT NULL,
    PRIMARY KEY (check_in_id, how)
);
CREATE INDEX touch_by_participant ON touch (participant_id, at);
INSERT INTO touch (check_in_id, how, participant_id, at)
SELECT in_touch_by, 'held', participant_id, in_touch_at FROM contact WHERE in_touch_at IS NOT NULL AND in_touch_by IS NOT NULL;
ALTER TABLE contact
    DROP COLUMN in_touch_at,
    DROP COLUMN in_touch_by;
