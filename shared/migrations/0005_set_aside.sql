-- A record that can never be handled, and that somebody has set aside for good: it waits for nobody any more.
ALTER TABLE parked
    ADD set_aside_at      timestamptz,
    ADD set_aside_by      text,
    ADD set_aside_because text;
