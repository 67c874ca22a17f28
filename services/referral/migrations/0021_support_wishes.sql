-- What somebody wishes for in who supports them; whom they would rather not meet, and who knows them otherwise.
CREATE TABLE support_wish (
    participant_id uuid PRIMARY KEY,
    gender         text,
    experience     text[] NOT NULL,
    days           text[] NOT NULL,
    not_with       uuid[] NOT NULL,
    conflicts      uuid[] NOT NULL,
    noted_by       uuid,
    noted_at       timestamptz NOT NULL,
    updates        int NOT NULL DEFAULT 1
);
