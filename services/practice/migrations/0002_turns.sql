-- Journeys go on after their end, and change hands. Whoever takes somebody over begins with them anew.
ALTER TABLE walk
    ADD reopened_at timestamptz,
    ADD with_since  timestamptz; -- since when the link worker walks with them
UPDATE walk SET with_since = opened_at;
