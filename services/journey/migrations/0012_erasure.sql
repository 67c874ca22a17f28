-- Whoever is erased is counted no more.
CREATE FUNCTION count_one_less() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tally SET people = people - 1 WHERE link_worker_id = OLD.link_worker_id AND standing = OLD.standing;
    RETURN NULL;
END $$;
CREATE TRIGGER count_one_less AFTER DELETE ON journey FOR EACH ROW EXECUTE FUNCTION count_one_less();
CREATE INDEX ON draft (journey_id);
