-- The register of deletions (Health Records Act 2001, HPP 4.3): whose record was deleted, the period it covered, and when.
-- Without an id: from here nothing leads to what topics hold under one. What stands here stays as it was written.
CREATE TABLE deletion (
    position     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name         text NOT NULL,
    period_from  date NOT NULL,
    period_until date NOT NULL,
    erased_at    timestamptz NOT NULL,
    reason       text NOT NULL,
    because      text,
    decided_by   uuid -- null: somebody with the keys of this machine, by `lc person erase`
);

CREATE FUNCTION stays_as_written() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the register of deletions is only ever added to'; END $$;
CREATE TRIGGER stays_as_written BEFORE UPDATE OR DELETE OR TRUNCATE ON deletion
    FOR EACH STATEMENT EXECUTE FUNCTION stays_as_written();
