-- The date of birth, if the person gives one, to know them again and for their age. It is told nowhere. Who gave the year only
-- has no more than that; estimated: nobody knows it exactly.
ALTER TABLE card
    ADD born_on        date,
    ADD born_estimated boolean NOT NULL DEFAULT false,
    ADD CHECK (born_on IS NULL OR extract(year FROM born_on) = year_of_birth);
