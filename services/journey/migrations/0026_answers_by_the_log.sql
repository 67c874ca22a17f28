-- Where the newest word on whether somebody has looked at an answer lies on its log: what comes late does not undo a later one.
ALTER TABLE answer ADD lies bigint;
