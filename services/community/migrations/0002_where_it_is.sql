-- What somebody who holds a place reads on their own page. Unlike the group's address both are told to others.
ALTER TABLE activity
    ADD where_it_is   text,
    ADD getting_there text;
