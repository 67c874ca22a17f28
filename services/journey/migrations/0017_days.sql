-- What people note has a day of its own, which may be earlier than the one on which it is noted: held_at and noted_at say
-- when it was (midday of the day, where only the day is known), recorded_at when it was written down.
ALTER TABLE check_in ADD held_on date, ADD recorded_at timestamptz;
ALTER TABLE debrief ADD held_on date;
ALTER TABLE moment ADD happened_on date, ADD recorded_at timestamptz;

-- What stood there before something was put right, or taken back later than at once. Of what was noted for the wrong
-- person no words are kept.
CREATE TABLE correction (
    id           uuid PRIMARY KEY,
    journey_id   uuid NOT NULL REFERENCES journey,
    about        text NOT NULL CHECK (about IN ('contact', 'debrief', 'moment', 'visit')),
    about_id     uuid NOT NULL,
    was_on       date NOT NULL,
    was          text NOT NULL,
    words        text,
    reason       text,
    corrected_by uuid,
    corrected_at timestamptz NOT NULL
);
CREATE INDEX ON correction (journey_id, corrected_at);

-- The first and the last word between the two as the facts say it, without what lies before they set out here.
CREATE FUNCTION words_between(of uuid) RETURNS TABLE (first_at timestamptz, last_at timestamptz) LANGUAGE sql STABLE AS $$
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
        UNION ALL SELECT named_at FROM supporter WHERE journey_id = of) said
    JOIN journey ON journey.id = of WHERE at >= journey.opened_at
$$;

-- A contact or a debrief that is put right, or taken back, may move both.
CREATE FUNCTION word_was_put_right() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE journey SET (first_contact_at, last_contact_at)
        = (SELECT first_at, last_at FROM words_between(NEW.journey_id)) WHERE id = NEW.journey_id;
    RETURN NULL;
END $$;
CREATE TRIGGER word_was_put_right AFTER UPDATE OF held_at ON check_in FOR EACH ROW
    WHEN (OLD.held_at IS NOT NULL AND OLD.held_at IS DISTINCT FROM NEW.held_at) EXECUTE FUNCTION word_was_put_right();
CREATE TRIGGER word_was_put_right AFTER UPDATE OF held_at ON debrief FOR EACH ROW
    WHEN (OLD.held_at IS NOT NULL AND OLD.held_at IS DISTINCT FROM NEW.held_at) EXECUTE FUNCTION word_was_put_right();
