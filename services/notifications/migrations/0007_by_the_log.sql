-- Where the newest word on each lies on its log: the log says which is the later one, not the clock of whoever told it. Nothing
-- where it was heard before this was kept: then what comes next is newer.
ALTER TABLE contact
    ADD card_lies    bigint,
    ADD consent_lies bigint,
    ADD journey_lies bigint;
