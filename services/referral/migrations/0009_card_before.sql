-- What the card carries beside how to reach somebody: what intake wrote for whoever walks with them, who is told nothing
-- because of violence in the family, and who changed it last and why.
ALTER TABLE card
    ADD intake_note  text,
    ADD tell_none_of text CHECK (tell_none_of IN ('whoever_referred', 'family', 'everybody')),
    ADD changed_by   uuid,
    ADD change_note  text;

-- Every card that another one has followed, whole, with when that was.
CREATE TABLE card_before (
    participant_id uuid NOT NULL,
    updates        int NOT NULL,
    stood          jsonb NOT NULL,
    until          timestamptz NOT NULL,
    PRIMARY KEY (participant_id, updates)
);
