-- Carers and supporters, and what each may know. Somebody is a person's, whichever journey they were named on: nobody has
-- to name them again. What each may know is asked anew on each journey; that contact is not safe holds on all of them.

CREATE TABLE supporter (
    id             uuid PRIMARY KEY,
    participant_id uuid NOT NULL,
    journey_id     uuid NOT NULL REFERENCES journey,
    name           text NOT NULL,
    relation       text NOT NULL,
    is_carer       boolean NOT NULL,
    contact        text,
    note           text,
    named_at       timestamptz NOT NULL,
    ended_at       timestamptz,
    -- The journey on whose page it was noted.
    ended_on       uuid REFERENCES journey
);
CREATE INDEX ON supporter (participant_id);
CREATE INDEX ON supporter (journey_id);
CREATE INDEX ON supporter (ended_on) WHERE ended_on IS NOT NULL;

-- Every version of it, the latest holds. Without a word (may_know is null) nobody is told anything.
CREATE TABLE supporter_view (
    id           uuid PRIMARY KEY,
    supporter_id uuid NOT NULL REFERENCES supporter,
    journey_id   uuid NOT NULL REFERENCES journey,
    may_know     text CHECK (may_know IN ('nothing', 'that_we_meet', 'how_it_goes', 'what_i_agree', 'not_safe')),
    words        text,
    in_emergency boolean NOT NULL,
    recorded_by  uuid NOT NULL,
    recorded_at  timestamptz NOT NULL
);
CREATE INDEX ON supporter_view (supporter_id, recorded_at);
CREATE INDEX ON supporter_view (journey_id);
