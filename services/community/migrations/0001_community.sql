-- Groups that are glad to be found, what they do, and who of our people goes there.

CREATE TABLE community_group (
    id           uuid PRIMARY KEY,
    title        text NOT NULL,
    kind         text NOT NULL,
    host_name    text,
    host_contact text,
    address      text,
    link_version int  NOT NULL DEFAULT 0, -- a host link of an older version opens nothing
    listed_at    timestamptz NOT NULL
);

CREATE TABLE activity (
    id              uuid PRIMARY KEY,
    group_id        uuid NOT NULL REFERENCES community_group,
    title           text NOT NULL,
    weekday         int  NOT NULL CHECK (weekday BETWEEN 0 AND 6), -- 0 Monday
    starts_at       time NOT NULL,                                 -- in the Local's time zone
    minutes         int  NOT NULL CHECK (minutes > 0),
    places          int  NOT NULL CHECK (places > 0),              -- for people we introduce, at the same time
    cost_cents      int  NOT NULL CHECK (cost_cents >= 0),         -- each time
    step_free       boolean,                                       -- null: nobody has looked yet
    quiet           boolean,
    what_it_is_like text,
    checked_by      text,
    planned_at      timestamptz NOT NULL
);
CREATE INDEX ON activity (group_id);

-- Who walks with whom, as the journey service tells it.
CREATE TABLE journey (
    participant_id uuid PRIMARY KEY,
    journey_id     uuid NOT NULL,
    link_worker_id uuid NOT NULL,
    opened_at      timestamptz NOT NULL,
    closed_at      timestamptz,
    stopped_at     timestamptz -- the person no longer agrees to the service
);
CREATE INDEX ON journey (link_worker_id);
CREATE INDEX ON journey (journey_id);

-- What the person is called: all that this service keeps of their card.
CREATE TABLE card (
    participant_id uuid PRIMARY KEY,
    called         text NOT NULL,
    updated_at     timestamptz NOT NULL
);

CREATE TABLE proposal (
    id             uuid PRIMARY KEY,
    participant_id uuid NOT NULL,
    activity_id    uuid NOT NULL REFERENCES activity,
    proposed_at    timestamptz NOT NULL,
    UNIQUE (participant_id, activity_id)
);

CREATE TABLE place (
    id               uuid PRIMARY KEY,
    participant_id   uuid NOT NULL,
    activity_id      uuid NOT NULL REFERENCES activity,
    expected_by_name boolean NOT NULL,
    taken_at         timestamptz NOT NULL,
    given_up_at      timestamptz,
    reason           text
);
CREATE UNIQUE INDEX one_place_each ON place (activity_id, participant_id) WHERE given_up_at IS NULL;
CREATE INDEX ON place (participant_id);

CREATE TABLE introduction (
    id             uuid PRIMARY KEY,
    participant_id uuid NOT NULL,
    activity_id    uuid NOT NULL REFERENCES activity,
    how            text NOT NULL,
    introduced_at  timestamptz NOT NULL
);
CREATE INDEX ON introduction (participant_id);

CREATE TABLE attendance (
    id             uuid PRIMARY KEY,
    participant_id uuid NOT NULL,
    activity_id    uuid NOT NULL REFERENCES activity,
    session_on     date NOT NULL,
    told_by        text NOT NULL,
    first_time     boolean NOT NULL,
    attended_at    timestamptz NOT NULL,
    UNIQUE (activity_id, session_on, participant_id)
);
CREATE INDEX ON attendance (participant_id);

-- What a host tells only us: how many new people came by themselves, and that a call would help.
CREATE TABLE newcomers (
    activity_id uuid NOT NULL REFERENCES activity,
    session_on  date NOT NULL,
    people      int  NOT NULL CHECK (people >= 0),
    PRIMARY KEY (activity_id, session_on)
);

CREATE TABLE host_call (
    id          uuid PRIMARY KEY,
    group_id    uuid NOT NULL REFERENCES community_group,
    words       text,
    asked_at    timestamptz NOT NULL,
    answered_at timestamptz
);
CREATE INDEX ON host_call (group_id) WHERE answered_at IS NULL;
