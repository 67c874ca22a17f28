-- That a place was given up was noted by mistake: its row stays under another name. Why they did is put right by the newest word on the
-- log, and what it said before is a line of the story.
ALTER TABLE last_mile ADD lies bigint;
ALTER TABLE last_mile DROP CONSTRAINT last_mile_step_check;
ALTER TABLE last_mile ADD CONSTRAINT last_mile_step_check CHECK (step IN (
    'proposed', 'place_taken', 'given_up', 'giving_up_put_right', 'introduced', 'attended', 'taken_back', 'introduction_taken_back',
    'proposal_taken_back', 'place_taken_back', 'giving_up_taken_back', 'settling_taken_back', 'stopping_taken_back',
    'went_together', 'went_with_companion', 'went_alone', 'settled', 'stopped'));
