-- Where the newest handover, and the newest end or going on, lie on the log: the log says which is the later one, not the clock of
-- whoever told it.
UPDATE walk SET closed_at = NULL WHERE reopened_at >= closed_at;
ALTER TABLE walk
    ADD with_lies   bigint,
    ADD turned_lies bigint,
    DROP COLUMN reopened_at;
