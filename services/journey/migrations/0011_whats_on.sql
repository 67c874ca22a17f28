-- What somebody reads on their own page: more of what there is to go to, and whether they took an agreement back themselves.

-- null: not told, as with all that was heard before.
ALTER TABLE activity
    ADD minutes       int,
    ADD cost_cents    int,
    ADD step_free     boolean,
    ADD quiet         boolean,
    ADD where_it_is   text,
    ADD getting_there text;

ALTER TABLE consent ADD withdrawn_by text;
