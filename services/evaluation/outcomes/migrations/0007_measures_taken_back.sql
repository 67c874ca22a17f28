-- A measure that was somebody else's stays as a row without a day: an older word on it must not bring it back.
ALTER TABLE outcomes.measure ALTER day DROP NOT NULL, ALTER instrument DROP NOT NULL;
