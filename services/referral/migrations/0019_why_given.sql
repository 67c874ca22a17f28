-- What somebody asked for in who supports them when they were given to a link worker, what of it that worker brings, and whether they
-- were suggested: so that one can look afterwards why, and whether anybody waits longer for what they asked.
ALTER TABLE referral
    ADD wished        text[],
    ADD met           text[],
    ADD was_suggested boolean;
