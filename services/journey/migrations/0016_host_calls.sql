-- A host who would like a call, as community tells it; what it is about stays there. Rung: answered_at. The two may be heard in any order.
CREATE TABLE host_call (
    id          uuid PRIMARY KEY,
    group_id    uuid NOT NULL,
    asked_at    timestamptz,
    answered_at timestamptz
);
CREATE INDEX ON host_call (asked_at) WHERE answered_at IS NULL;
