-- When somebody is to be left alone for a while, and whether the two have been in touch anyway: both stop a message.

CREATE TABLE pause (
    pause_id       uuid PRIMARY KEY,
    participant_id uuid NOT NULL,
    from_on        date NOT NULL,
    until_on       date -- the last day; null: until somebody ends it
);
CREATE INDEX pause_by_participant ON pause (participant_id);

ALTER TABLE contact
    ADD in_touch_at timestamptz, -- the last time they talked, agreed on another time, or let a check-in go
    ADD in_touch_by uuid;        -- the check-in with which that was noted
