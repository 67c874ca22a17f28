-- Told in every edition, and not kept until now: what was published earlier has none.
ALTER TABLE published
    ADD baseline_mean double precision,
    ADD change_sd double precision;
