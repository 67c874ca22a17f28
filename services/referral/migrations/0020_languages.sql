-- The codes of what somebody speaks, in their order, beside their own words; null on a card from before, whose words are read by the
-- same rule. And whether they would like an interpreter: null if nobody has asked.
ALTER TABLE card
    ADD languages   text[],
    ADD interpreter text;
