-- When somebody last had an hour for a link worker, and the day they mean to meet next, as the practice service tells of
-- them. Which supervision is next follows from the two: shared/supervision.py.
CREATE TABLE supervision (
    link_worker_id uuid PRIMARY KEY,
    last_held_at   timestamptz,
    planned_on     date,
    planned_at     timestamptz -- when that day was planned: the plan made last counts, whichever is heard last
);

-- What fills a link worker's week is asked person by person: the talks of late, and the answers that weigh.
CREATE INDEX talks ON check_in (journey_id, held_at) WHERE held_at IS NOT NULL;
CREATE INDEX what_weighs ON check_in (journey_id, answered_at) WHERE feeling = 'hard' OR please_call;
