-- What matters under all its headings; goals that are looked at again, in steps and by degrees.

ALTER TABLE matters
    ADD told text NOT NULL DEFAULT 'together',
    ADD people text, ADD communication text, ADD wellness text, ADD please_do text, ADD support text, ADD also text,
    ADD interests_past text, ADD interests_future text, ADD personal_values text, ADD habits text,
    ADD adjustments text, ADD interpreter text, ADD written_with text,
    ALTER what_matters DROP NOT NULL;

-- importance and confidence are what was said last; first_… what was said when it was set, goal_review what was said since.
ALTER TABLE goal
    ADD review_on date, ADD weight int, ADD baseline int, ADD levels jsonb, ADD level int,
    ADD first_importance int, ADD first_confidence int;
UPDATE goal SET first_importance = importance, first_confidence = confidence;

CREATE TABLE goal_review (
    id          uuid PRIMARY KEY,
    goal_id     uuid NOT NULL REFERENCES goal,
    journey_id  uuid NOT NULL REFERENCES journey,
    importance  int,
    confidence  int,
    level       int,
    note        text,
    -- The words of the goal before they were changed; null if it was only looked at.
    wording     text,
    happened_at timestamptz NOT NULL
);
CREATE INDEX ON goal_review (journey_id, happened_at);
CREATE INDEX ON goal_review (goal_id, happened_at);

-- How goals ended, and when they were picked up again. An end that was taken back at once is not kept.
CREATE TABLE goal_turn (
    goal_id     uuid NOT NULL REFERENCES goal,
    journey_id  uuid NOT NULL REFERENCES journey,
    kind        text NOT NULL CHECK (kind IN ('reached', 'let_go', 'resumed')),
    happened_at timestamptz NOT NULL
);
CREATE INDEX ON goal_turn (journey_id, happened_at);
CREATE INDEX ON goal_turn (goal_id);
INSERT INTO goal_turn SELECT id, journey_id, 'reached', reached_at FROM goal WHERE reached_at IS NOT NULL;
INSERT INTO goal_turn SELECT id, journey_id, 'let_go', let_go_at FROM goal WHERE let_go_at IS NOT NULL;

CREATE TABLE goal_step (
    id         uuid PRIMARY KEY,
    goal_id    uuid NOT NULL REFERENCES goal,
    journey_id uuid NOT NULL REFERENCES journey,
    what       text NOT NULL,
    who        text NOT NULL,
    due_on     date,
    planned_at timestamptz NOT NULL,
    done_at    timestamptz,
    dropped_at timestamptz,
    CHECK (done_at IS NULL OR dropped_at IS NULL)
);
CREATE INDEX ON goal_step (journey_id);
CREATE INDEX ON goal_step (goal_id);

-- How often a wrong year of birth was tried with one link. It lasts as long as the check-in.
CREATE TABLE link_try (
    check_in_id uuid PRIMARY KEY REFERENCES check_in,
    wrong       int NOT NULL
);
