-- What was begun and not sent. At the desk it is staff's own; what anybody else began lies under a seal that only their code opens.
CREATE TABLE draft (
    id       uuid PRIMARY KEY, -- of the form, and so of the referral that it becomes
    fields   jsonb,
    begun_by uuid,
    place    bytea UNIQUE,
    sealed   bytea,
    saves    int NOT NULL DEFAULT 1,
    saved_at timestamptz NOT NULL,
    ends_at  timestamptz NOT NULL,
    CHECK ((fields IS NULL) = (begun_by IS NULL) AND (place IS NULL) = (sealed IS NULL) AND (fields IS NULL) <> (sealed IS NULL))
);
CREATE INDEX draft_ends ON draft (ends_at);

-- Questions without a name. Whoever asked finds the answer by a code, of which only a seal lies here.
CREATE TABLE question (
    id          uuid PRIMARY KEY,
    place       bytea NOT NULL UNIQUE,
    words       text NOT NULL,
    asked_at    timestamptz NOT NULL,
    answer      text,
    answered_at timestamptz,
    answered_by uuid,
    answers     int NOT NULL DEFAULT 0, -- how often it was answered: the newest counts
    ends_at     timestamptz NOT NULL,
    CHECK ((answer IS NULL) = (answered_at IS NULL))
);
CREATE INDEX question_ends ON question (ends_at);
