-- Pages that answered a form, for an hour, so that Back and Reload can show them. Where a page lies, whose browser's it is
-- and the key it is sealed with all come from what only that browser knows. Unlogged: after a crash they are gone, which
-- loses nothing but a way back.
CREATE UNLOGGED TABLE shown_page (
    place   bytea PRIMARY KEY,
    browser bytea NOT NULL,
    sealed  bytea NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX shown_page_browser ON shown_page (browser);
CREATE INDEX shown_page_ends ON shown_page (ends_at);
