-- Where the newest handover, and the newest end or going on, lie on the log: the log says which is the later one, not the clock of
-- whoever told it.
ALTER TABLE journey
    ADD with_lies   bigint,
    ADD turned_lies bigint,
    DROP COLUMN turned_at;
