-- What a teller of the fault tests changes, and what a hearer does about it.
CREATE TABLE goal (id uuid PRIMARY KEY);

-- One row an effect, and nothing that would hide a second one.
CREATE TABLE effect (
    position       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    participant_id uuid NOT NULL,
    goal_id        uuid NOT NULL,
    at             timestamptz NOT NULL DEFAULT clock_timestamp()
);
