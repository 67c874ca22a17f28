-- Where the newest word on the service lies on its log: what comes late does not undo a later one.
ALTER TABLE journey ADD agreement_lies bigint;
