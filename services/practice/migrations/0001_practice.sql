-- Who walks with how many. No participant is known here, only journeys: nobody's load needs a name.
CREATE TABLE walk (
    journey_id       uuid PRIMARY KEY,
    link_worker_id   uuid,        -- null until the opening has been heard
    opened_at        timestamptz,
    first_contact_at timestamptz, -- the first time they talked
    closed_at        timestamptz
);
CREATE INDEX walk_by_link_worker ON walk (link_worker_id);

-- What a week is made of: talks, debriefs, and the answers that weigh.
CREATE TABLE contact (
    contact_id uuid PRIMARY KEY, -- the check-in's or the debrief's id, with the kind in it
    journey_id uuid NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('talk', 'debrief', 'hard')),
    at         timestamptz NOT NULL
);
CREATE INDEX contact_by_time ON contact (at);

CREATE TABLE supervision (
    supervision_id uuid PRIMARY KEY,
    link_worker_id uuid NOT NULL,
    held_at        timestamptz NOT NULL,
    kind           text NOT NULL CHECK (kind IN ('line', 'discipline_specific', 'carer_perspective', 'external', 'group')),
    minutes        int NOT NULL CHECK (minutes BETWEEN 5 AND 480),
    note           text
);
CREATE INDEX supervision_by_link_worker ON supervision (link_worker_id, held_at);

-- When a link worker and their supervisor mean to meet next.
CREATE TABLE meeting (
    link_worker_id uuid PRIMARY KEY,
    next_on        date NOT NULL
);
