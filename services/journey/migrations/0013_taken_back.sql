-- A visit that was told of by mistake: its row stays under this name, so that a telling that comes late counts no more.
ALTER TABLE last_mile DROP CONSTRAINT last_mile_step_check;
ALTER TABLE last_mile ADD CONSTRAINT last_mile_step_check CHECK (step IN (
    'proposed', 'place_taken', 'given_up', 'introduced', 'attended', 'taken_back', 'went_together', 'went_with_companion',
    'went_alone', 'settled', 'stopped'));

-- As before, but that an ended journey, where it is counted anew, counts what happened until its end.
CREATE OR REPLACE FUNCTION count_the_way(who uuid, closed_too boolean DEFAULT false) RETURNS void LANGUAGE sql AS $$
    UPDATE journey j
    SET (places, visits, first_visit_on, has_plan) = (
        SELECT count(*) FILTER (WHERE step IN ('place_taken', 'introduced')),
               count(DISTINCT (activity_id, coalesce(session_on, (happened_at AT TIME ZONE 'UTC')::date)))
                   FILTER (WHERE step IN ('attended', 'went_together', 'went_with_companion', 'went_alone')),
               min(coalesce(session_on, (happened_at AT TIME ZONE 'UTC')::date))
                   FILTER (WHERE step IN ('attended', 'went_together', 'went_with_companion', 'went_alone')),
               j.has_plan OR coalesce(bool_or(step = 'proposed'), false)
        FROM last_mile
        WHERE participant_id = j.participant_id AND (j.episode = 1 OR happened_at >= j.opened_at)
          AND (j.closed_at IS NULL OR happened_at <= j.closed_at))
    WHERE j.participant_id = who AND (closed_too OR j.closed_at IS NULL)
$$;
