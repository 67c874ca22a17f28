-- What a name is found and compared by is made by the program (shared/names.py), in one way for every service. Cards
-- from before are told again, as they stand, by the service's clock within seconds of its start.
ALTER TABLE card
    DROP COLUMN folded,
    ADD name_words   text[] NOT NULL DEFAULT '{}',
    ADD name_joined  text   NOT NULL DEFAULT '',
    ADD name_folding int    NOT NULL DEFAULT 0;
CREATE INDEX card_born ON card (year_of_birth) WHERE year_of_birth IS NOT NULL;
CREATE INDEX card_folding ON card (name_folding);
