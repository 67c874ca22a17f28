-- A place that was kept by mistake: its row stays under another name, with the day it had been noted for.
ALTER TABLE last_mile DROP CONSTRAINT last_mile_step_check;
ALTER TABLE last_mile ADD CONSTRAINT last_mile_step_check CHECK (step IN (
    'proposed', 'place_taken', 'given_up', 'introduced', 'attended', 'taken_back', 'introduction_taken_back',
    'proposal_taken_back', 'place_taken_back', 'went_together', 'went_with_companion', 'went_alone', 'settled', 'stopped'));
