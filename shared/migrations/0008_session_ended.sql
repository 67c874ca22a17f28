-- Sessions that somebody has ended, by a seal of what only their cookie says, until they would be over by themselves.
CREATE TABLE session_ended (
    seal    bytea PRIMARY KEY,
    ends_at timestamptz NOT NULL
);
