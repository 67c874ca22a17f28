-- How somebody came to us and where they live, as the card says, so that nobody has to tell it twice; and who is told
-- nothing because of violence in the family.
ALTER TABLE card
    ADD address          text,
    ADD asked_at         timestamptz,
    ADD source           text,
    ADD what_brings_them text,
    ADD referred_by      text,
    ADD intake_note      text,
    ADD tell_none_of     text;
