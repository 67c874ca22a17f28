-- Five consents and messages: a no is a fact of its own, a yes has words in a language, a day, and may have a last one.
ALTER TABLE consent DROP CONSTRAINT consent_purpose_check;
ALTER TABLE consent ADD CONSTRAINT consent_purpose_check CHECK (purpose IN (
    'service', 'named', 'referrer', 'evaluation', 'evaluator_contact', 'messages'));
ALTER TABLE consent
    ADD language text,
    ADD said_on date, -- where it was another day than the one on which it was noted
    ADD noted_by uuid,
    ADD ends_on date,
    ADD because text, -- what ended it; null: they changed their mind
    ADD scope text[] NOT NULL DEFAULT '{}',
    ADD referral_id uuid,
    ADD recipient_id uuid,
    ADD recipient_kind text,
    ADD recipient text,
    ADD renewed_at timestamptz;
-- One of each that stands; of those whom they name, one with each.
DROP INDEX one_consent_a_purpose;
CREATE UNIQUE INDEX one_consent_a_purpose ON consent (journey_id, purpose, coalesce(recipient_id, journey_id))
    WHERE withdrawn_at IS NULL;
CREATE INDEX consent_ends ON consent (ends_on) WHERE withdrawn_at IS NULL AND ends_on IS NOT NULL;

CREATE TABLE refusal (
    id            uuid PRIMARY KEY,
    journey_id    uuid NOT NULL REFERENCES journey,
    purpose       text NOT NULL CHECK (purpose IN (
        'service', 'named', 'referrer', 'evaluation', 'evaluator_contact', 'messages')),
    method        text NOT NULL,
    wording       text NOT NULL,
    language      text,
    said_on       date,
    refused_at    timestamptz NOT NULL,
    noted_by      uuid,
    taken_back_at timestamptz
);
CREATE INDEX ON refusal (journey_id, purpose);

-- In which words a yes stood, and until when, before it was said once more.
CREATE TABLE consent_renewal (
    id          uuid PRIMARY KEY,
    consent_id  uuid NOT NULL REFERENCES consent,
    journey_id  uuid NOT NULL REFERENCES journey,
    method      text NOT NULL,
    said_on     date,
    renewed_at  timestamptz NOT NULL,
    noted_by    uuid,
    was_wording text,
    was_language text,
    was_ends_on date
);
CREATE INDEX ON consent_renewal (journey_id);
CREATE INDEX ON consent_renewal (consent_id);

ALTER TABLE correction DROP CONSTRAINT correction_about_check;
ALTER TABLE correction ADD CONSTRAINT correction_about_check CHECK (about IN (
    'contact', 'debrief', 'moment', 'visit', 'settling', 'stopping', 'pause', 'practice', 'follow_up', 'measure',
    'consent', 'refusal'));

-- What somebody clicks on their own page is no word between the two, nor is a yes that was none.
CREATE OR REPLACE FUNCTION words_between(of uuid) RETURNS TABLE (first_at timestamptz, last_at timestamptz) LANGUAGE sql STABLE AS $$
    SELECT min(at), max(at) FROM (
        SELECT held_at AS at FROM check_in WHERE journey_id = of
        UNION ALL SELECT answered_at FROM check_in WHERE journey_id = of
        UNION ALL SELECT held_at FROM debrief WHERE journey_id = of
        UNION ALL SELECT recorded_at FROM matters WHERE journey_id = of
        UNION ALL SELECT given_at FROM consent WHERE journey_id = of AND NOT (method = 'online' AND language IS NOT NULL)
                  AND coalesce(because, '') NOT IN ('wrong_person', 'twice', 'did_not_happen')
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
CREATE TRIGGER word_was_put_right_in_a_consent AFTER INSERT ON correction FOR EACH ROW
    WHEN (NEW.about = 'consent') EXECUTE FUNCTION word_was_put_right();
