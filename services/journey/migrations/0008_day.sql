-- My day, the lists of people and drafts. What a list asks of everybody (where they are, how often they went, since when
-- they wait) is kept beside the journey whenever something changes, so that nothing is counted when a page is opened.

ALTER TABLE journey
    ADD first_contact_at timestamptz,
    ADD has_plan boolean NOT NULL DEFAULT false,
    ADD places int NOT NULL DEFAULT 0,
    ADD visits int NOT NULL DEFAULT 0,
    ADD first_visit_on date;

-- How far somebody has come with groups: with the first journey everything counts, whichever topic was quicker; with a
-- later one what happened since it opened. Only the open journey is touched, of which there is one at most: whoever holds
-- its lock waits for no other.
CREATE FUNCTION count_the_way(who uuid, closed_too boolean DEFAULT false) RETURNS void LANGUAGE sql AS $$
    UPDATE journey j
    SET (places, visits, first_visit_on, has_plan) = (
        SELECT count(*) FILTER (WHERE step IN ('place_taken', 'introduced')),
               count(DISTINCT (activity_id, coalesce(session_on, (happened_at AT TIME ZONE 'UTC')::date)))
                   FILTER (WHERE step IN ('attended', 'went_together', 'went_with_companion', 'went_alone')),
               min(coalesce(session_on, (happened_at AT TIME ZONE 'UTC')::date))
                   FILTER (WHERE step IN ('attended', 'went_together', 'went_with_companion', 'went_alone')),
               j.has_plan OR coalesce(bool_or(step = 'proposed'), false)
        FROM last_mile
        WHERE participant_id = j.participant_id AND (j.episode = 1 OR happened_at >= j.opened_at))
    WHERE j.participant_id = who AND (closed_too OR j.closed_at IS NULL)
$$;

CREATE FUNCTION step_was_taken() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN PERFORM count_the_way(NEW.participant_id); RETURN NULL; END $$;
CREATE TRIGGER step_was_taken AFTER INSERT OR UPDATE ON last_mile FOR EACH ROW EXECUTE FUNCTION step_was_taken();
CREATE TRIGGER journey_was_opened AFTER INSERT ON journey FOR EACH ROW EXECUTE FUNCTION step_was_taken();
CREATE TRIGGER journey_goes_on AFTER UPDATE OF closed_at ON journey FOR EACH ROW
    WHEN (NEW.closed_at IS NULL AND OLD.closed_at IS NOT NULL) EXECUTE FUNCTION step_was_taken();

CREATE FUNCTION plan_was_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN UPDATE journey SET has_plan = true WHERE id = NEW.journey_id AND NOT has_plan; RETURN NULL; END $$;
CREATE TRIGGER plan_was_made AFTER INSERT ON goal FOR EACH ROW EXECUTE FUNCTION plan_was_made();
CREATE TRIGGER plan_was_made AFTER INSERT ON matters FOR EACH ROW EXECUTE FUNCTION plan_was_made();

-- The first word between the two. A contact that is taken back moves it only if nothing is left of it.
CREATE FUNCTION in_touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.first_contact_at := CASE WHEN NEW.last_contact_at IS NULL THEN NULL
                                 ELSE least(NEW.first_contact_at, NEW.last_contact_at) END;
    RETURN NEW;
END $$;
CREATE TRIGGER in_touch BEFORE INSERT OR UPDATE OF last_contact_at ON journey
    FOR EACH ROW EXECUTE FUNCTION in_touch();

UPDATE journey j SET last_contact_at = last_contact_at, first_contact_at = coalesce(
    (SELECT min(at) FROM (SELECT held_at AS at FROM check_in WHERE journey_id = j.id UNION ALL
                          SELECT answered_at FROM check_in WHERE journey_id = j.id UNION ALL
                          SELECT held_at FROM debrief WHERE journey_id = j.id) AS said), last_contact_at),
    has_plan = EXISTS (SELECT FROM goal WHERE journey_id = j.id) OR EXISTS (SELECT FROM matters WHERE journey_id = j.id);
SELECT count_the_way(participant_id, true) FROM journey;

-- Where somebody stands, but for a pause and for having grown quiet, which the passing of time brings about; from when on
-- they are quiet (UTC); and since when there was no word. The same as Person.stage in domain/people.py.
ALTER TABLE journey
    ADD standing text GENERATED ALWAYS AS (
        CASE WHEN closed_at IS NOT NULL THEN 'closed'
             WHEN stepped_down_at IS NOT NULL THEN 'stepped_down'
             WHEN visits >= 3 THEN 'connecting'
             WHEN visits > 0 OR places > 0 THEN 'trying_out'
             WHEN has_plan THEN 'planning'
             ELSE 'getting_to_know' END) STORED,
    ADD quiet_from timestamp GENERATED ALWAYS AS (
        last_contact_at AT TIME ZONE 'UTC' + make_interval(days => 7 * every_weeks + 7)) STORED,
    ADD touched_at timestamptz GENERATED ALWAYS AS (coalesce(last_contact_at, opened_at)) STORED;

-- How many people of each link worker stand where: the Lead's numbers are added up from here, however many people there are.
CREATE TABLE tally (
    link_worker_id uuid NOT NULL,
    standing       text NOT NULL,
    people         int NOT NULL,
    PRIMARY KEY (link_worker_id, standing)
);
INSERT INTO tally SELECT link_worker_id, standing, count(*) FROM journey GROUP BY 1, 2;

-- The row that is left and the row that is come to are always locked in the same order: no two wait for one another.
CREATE FUNCTION keep_tally() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE each record;
BEGIN
    FOR each IN
        SELECT worker, stands, sum(change)::int AS more FROM (
            VALUES (NEW.link_worker_id, NEW.standing, 1),
                   (CASE WHEN TG_OP = 'UPDATE' THEN OLD.link_worker_id END,
                    CASE WHEN TG_OP = 'UPDATE' THEN OLD.standing END, -1)) AS moved (worker, stands, change)
        WHERE worker IS NOT NULL GROUP BY 1, 2 ORDER BY 1, 2
    LOOP
        INSERT INTO tally AS t VALUES (each.worker, each.stands, each.more)
        ON CONFLICT (link_worker_id, standing) DO UPDATE SET people = t.people + each.more;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER keep_tally_of_new AFTER INSERT ON journey FOR EACH ROW EXECUTE FUNCTION keep_tally();
CREATE TRIGGER keep_tally AFTER UPDATE ON journey FOR EACH ROW
    WHEN ((OLD.link_worker_id, OLD.standing) IS DISTINCT FROM (NEW.link_worker_id, NEW.standing))
    EXECUTE FUNCTION keep_tally();

CREATE INDEX people_quiet ON journey (quiet_from) INCLUDE (id, link_worker_id, standing) WHERE closed_at IS NULL;
CREATE INDEX people_by_touch ON journey (touched_at, id) WHERE closed_at IS NULL;
CREATE INDEX people_by_standing ON journey (standing, touched_at, id)
    INCLUDE (link_worker_id, quiet_from, first_contact_at) WHERE closed_at IS NULL;
CREATE INDEX people_waiting ON journey (opened_at, id) WHERE first_contact_at IS NULL AND closed_at IS NULL;
CREATE INDEX people_without_visit ON journey (opened_at, id)
    WHERE first_visit_on IS NULL AND closed_at IS NULL AND first_contact_at IS NOT NULL;
CREATE INDEX people_by_start ON journey (opened_at) INCLUDE (first_contact_at, first_visit_on);
CREATE INDEX people_closed ON journey (closed_at DESC, id) WHERE closed_at IS NOT NULL;
CREATE INDEX people_of_one ON journey (link_worker_id, closed_at);
CREATE INDEX ON pause ((coalesce(resumed_on, until_on + 1, 'infinity'::date)));
CREATE INDEX ON moment (noted_at);

-- What somebody began to write and has not sent yet. Gone once it is sent; old ones are cleared.
CREATE TABLE draft (
    owner_id   uuid NOT NULL,
    page       text NOT NULL,
    journey_id uuid NOT NULL,
    fields     jsonb NOT NULL,
    saved_at   timestamptz NOT NULL,
    PRIMARY KEY (owner_id, page)
);
CREATE INDEX ON draft (saved_at);
