-- How a journey goes on: closed and followed up, opened again, set out anew, handed over, taken along to another Local.

ALTER TABLE journey
    ADD episode int NOT NULL DEFAULT 1,
    ADD earlier_journey_id uuid,
    ADD completion_status int,
    ADD follow_up_on date,
    ADD followed_up_at timestamptz,
    DROP CONSTRAINT journey_participant_id_key,
    DROP CONSTRAINT journey_referral_id_key;
CREATE UNIQUE INDEX one_open_journey_a_person ON journey (participant_id) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX ON journey (participant_id, episode);
CREATE INDEX ON journey (follow_up_on) WHERE follow_up_on IS NOT NULL AND followed_up_at IS NULL;
CREATE INDEX ON journey (earlier_journey_id) WHERE earlier_journey_id IS NOT NULL;

-- Each turn the journey took, for the story: stepped_down, stepped_up, handed_over, transferred, brought_along, followed_up,
-- closed, reopened. `code` says how or why, `words` what was said (a handover note), `by_id` who walked with them before.
CREATE TABLE turn (
    id          uuid PRIMARY KEY,
    journey_id  uuid NOT NULL REFERENCES journey,
    kind        text NOT NULL,
    code        text,
    words       text,
    happened_at timestamptz NOT NULL,
    by_id       uuid,
    -- When the next link worker has read a handover note; until then it stands on top of the person's page.
    read_at     timestamptz
);
CREATE INDEX ON turn (journey_id, happened_at);
INSERT INTO turn (id, journey_id, kind, code, happened_at)
SELECT gen_random_uuid(), id, 'closed', closing_reason, closed_at FROM journey WHERE closed_at IS NOT NULL;

-- Files for another Local, until they are fetched or too old; and what came along from one, once each.
CREATE TABLE parcel (
    transfer_id uuid PRIMARY KEY,
    journey_id  uuid NOT NULL REFERENCES journey,
    to_local    text NOT NULL,
    content     jsonb NOT NULL,
    made_at     timestamptz NOT NULL
);
CREATE INDEX ON parcel (journey_id);
CREATE TABLE brought_along (
    transfer_id uuid PRIMARY KEY,
    journey_id  uuid NOT NULL REFERENCES journey,
    from_local  text NOT NULL,
    carried     jsonb,
    brought_at  timestamptz NOT NULL
);
CREATE INDEX ON brought_along (journey_id);
