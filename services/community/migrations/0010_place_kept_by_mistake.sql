-- That a place was kept was noted by mistake. It is held no more, as if it had been given up, and was never theirs on any day.
ALTER TABLE place
    ADD taken_back_at timestamptz,
    ADD CONSTRAINT taken_back_is_free CHECK (taken_back_at IS NULL OR given_up_at IS NOT NULL);
