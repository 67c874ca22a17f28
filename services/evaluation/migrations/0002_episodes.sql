-- The evaluation follows a person's first journey. When they set out anew, what comes with that one is not let out: it would
-- be a second beginning of somebody who is counted already.
ALTER TABLE participant ADD anew_from date;
CREATE TABLE later_journey (
    journey_id     uuid PRIMARY KEY,
    participant_id uuid NOT NULL REFERENCES participant
);
