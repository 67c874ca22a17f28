-- That somebody settled in, or goes there no more, was noted by mistake: its row stays under another name.
ALTER TABLE last_mile DROP CONSTRAINT last_mile_step_check;
ALTER TABLE last_mile ADD CONSTRAINT last_mile_step_check CHECK (step IN (
    'proposed', 'place_taken', 'given_up', 'introduced', 'attended', 'taken_back', 'introduction_taken_back',
    'proposal_taken_back', 'place_taken_back', 'settling_taken_back', 'stopping_taken_back', 'went_together',
    'went_with_companion', 'went_alone', 'settled', 'stopped'));
ALTER TABLE correction DROP CONSTRAINT correction_about_check;
ALTER TABLE correction ADD CONSTRAINT correction_about_check CHECK (about IN (
    'contact', 'debrief', 'moment', 'visit', 'settling', 'stopping', 'pause', 'practice', 'follow_up'));

-- As before, and practising together is a word between the two as well.
CREATE OR REPLACE FUNCTION words_between(of uuid) RETURNS TABLE (first_at timestamptz, last_at timestamptz) LANGUAGE sql STABLE AS $$
    SELECT min(at), max(at) FROM (
        SELECT held_at AS at FROM check_in WHERE journey_id = of
        UNION ALL SELECT answered_at FROM check_in WHERE journey_id = of
        UNION ALL SELECT held_at FROM debrief WHERE journey_id = of
        UNION ALL SELECT recorded_at FROM matters WHERE journey_id = of
        UNION ALL SELECT given_at FROM consent WHERE journey_id = of
        UNION ALL SELECT set_at FROM goal WHERE journey_id = of
        UNION ALL SELECT happened_at FROM goal_review WHERE journey_id = of
        UNION ALL SELECT happened_at FROM goal_turn WHERE journey_id = of
        UNION ALL SELECT taken_at FROM measure WHERE journey_id = of
        UNION ALL SELECT l.happened_at FROM last_mile l JOIN journey j ON j.participant_id = l.participant_id
                  WHERE j.id = of AND l.step IN ('went_together', 'went_with_companion', 'went_alone', 'settled', 'stopped')
        UNION ALL SELECT planned_at FROM goal_step WHERE journey_id = of
        UNION ALL SELECT named_at FROM supporter WHERE journey_id = of
        UNION ALL SELECT noted_at FROM skill_place WHERE journey_id = of AND came) said
    JOIN journey ON journey.id = of WHERE at >= journey.opened_at
$$;

-- A visit, or an hour to practise, that was none moves the first and the last word, too.
CREATE TRIGGER word_was_put_right AFTER UPDATE OF noted_at ON skill_place FOR EACH ROW
    WHEN (OLD.came AND NEW.noted_at IS NULL) EXECUTE FUNCTION word_was_put_right();
CREATE FUNCTION way_was_put_right() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE journey SET (first_contact_at, last_contact_at) = (SELECT first_at, last_at FROM words_between(journey.id))
    WHERE participant_id = NEW.participant_id AND closed_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER way_was_put_right AFTER UPDATE OF step ON last_mile FOR EACH ROW
    WHEN (OLD.step IN ('went_together', 'went_with_companion', 'went_alone', 'settled', 'stopped') AND NEW.step <> OLD.step)
    EXECUTE FUNCTION way_was_put_right();
