-- Who looked at one person can be told to themselves, however long the record of looks has become.
CREATE INDEX audit_person ON audit (participant_id);
