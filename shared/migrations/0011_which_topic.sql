-- Which topic of that name it was that was heard, as the broker calls it: one that was deleted and made again is another, also where it
-- has grown longer than what was heard of the old one.
ALTER TABLE heard_up_to ADD topic_id text;
