-- Two records that are one person's, as a fact beside them: no row changes whose it is. `kept_id`: the record that is carried on.
-- A joining that was parted has ended, whichever of the two facts is heard first and however often.
CREATE TABLE joining (
    joining_id uuid PRIMARY KEY,
    kept_id    uuid NOT NULL,
    other_id   uuid NOT NULL CHECK (other_id <> kept_id),
    joined_at  timestamptz, -- null: only its parting was heard so far
    parted_at  timestamptz
);
CREATE INDEX joining_kept ON joining (kept_id) WHERE parted_at IS NULL;
CREATE INDEX joining_other ON joining (other_id) WHERE parted_at IS NULL;

-- Every record of the person whose record this is, their own among them.
CREATE FUNCTION records_of(one uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE theirs(id) AS (
        SELECT one
        UNION
        SELECT CASE WHEN j.kept_id = theirs.id THEN j.other_id ELSE j.kept_id END
        FROM theirs JOIN joining j ON theirs.id IN (j.kept_id, j.other_id)
        WHERE j.parted_at IS NULL AND j.joined_at IS NOT NULL)
    SELECT id FROM theirs $$;

-- The record under which the person goes: their own, unless it was joined to another. While facts of several joinings are on their
-- way there may be none that nobody joined to another, or two: then it is the first by its id.
CREATE FUNCTION person_of(one uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT id FROM records_of(one) AS theirs(id)
    ORDER BY EXISTS (SELECT FROM joining j WHERE j.other_id = id AND j.parted_at IS NULL AND j.joined_at IS NOT NULL), id
    LIMIT 1 $$;

-- Whoever was joined with somebody; of everybody else it says nothing.
CREATE VIEW together AS
    SELECT id AS participant_id, person_of(id) AS person_id
    FROM (SELECT kept_id AS id FROM joining WHERE parted_at IS NULL AND joined_at IS NOT NULL
          UNION SELECT other_id FROM joining WHERE parted_at IS NULL AND joined_at IS NOT NULL) joined;
