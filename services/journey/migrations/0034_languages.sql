-- The codes of what somebody speaks, in their order, beside their words; null on a card from before. And an interpreter, if asked.
ALTER TABLE card
    ADD languages   text[],
    ADD interpreter text;
CREATE INDEX ON journey_taken_back (link_worker_id, taken_back_at);
