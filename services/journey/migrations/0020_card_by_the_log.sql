-- Where the newest card lies on its log, which says which card is the newest.
ALTER TABLE card ADD lies bigint;
