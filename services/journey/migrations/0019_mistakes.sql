-- A look or an introduction that was noted by mistake: its row stays under another name, with the day it had been noted for.
ALTER TABLE last_mile DROP CONSTRAINT last_mile_step_check;
ALTER TABLE last_mile ADD CONSTRAINT last_mile_step_check CHECK (step IN (
    'proposed', 'place_taken', 'given_up', 'introduced', 'attended', 'taken_back', 'introduction_taken_back',
    'proposal_taken_back', 'went_together', 'went_with_companion', 'went_alone', 'settled', 'stopped'));

-- As before, but that there is no plan any more where all that stood for it was a mistake.
CREATE OR REPLACE FUNCTION count_the_way(who uuid, closed_too boolean DEFAULT false) RETURNS void LANGUAGE sql AS $$
    UPDATE journey j
    SET (places, visits, first_visit_on, has_plan) = (
        SELECT count(*) FILTER (WHERE step IN ('place_taken', 'introduced')),
               count(DISTINCT (activity_id, coalesce(session_on, (happened_at AT TIME ZONE 'UTC')::date)))
                   FILTER (WHERE step IN ('attended', 'went_together', 'went_with_companion', 'went_alone')),
               min(coalesce(session_on, (happened_at AT TIME ZONE 'UTC')::date))
                   FILTER (WHERE step IN ('attended', 'went_together', 'went_with_companion', 'went_alone')),
               coalesce(bool_or(step = 'proposed'), false) OR EXISTS (SELECT FROM goal WHERE journey_id = j.id)
                   OR EXISTS (SELECT FROM matters WHERE journey_id = j.id)
        FROM last_mile
        WHERE participant_id = j.participant_id AND (j.episode = 1 OR happened_at >= j.opened_at)
          AND (j.closed_at IS NULL OR happened_at <= j.closed_at))
    WHERE j.participant_id = who AND (closed_too OR j.closed_at IS NULL)
$$;

-- Each supervision by itself, so that one that was noted by mistake leaves the others standing. Of the one known so far no id
-- is known: it goes by its link worker's until it is taken back or another is held.
CREATE TABLE supervision_held (
    supervision_id uuid PRIMARY KEY,
    link_worker_id uuid NOT NULL,
    held_at        timestamptz NOT NULL,
    taken_back     boolean NOT NULL DEFAULT false
);
CREATE INDEX ON supervision_held (link_worker_id, held_at);
INSERT INTO supervision_held SELECT link_worker_id, link_worker_id, last_held_at FROM supervision WHERE last_held_at IS NOT NULL;
ALTER TABLE supervision DROP COLUMN last_held_at;
