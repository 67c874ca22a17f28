-- When a fact was written by the database's own clock: how long it has waited for the broker.
ALTER TABLE outbox ADD COLUMN written_at timestamptz NOT NULL DEFAULT now();
