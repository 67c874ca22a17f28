-- What people have said they are called, and how a host is to greet them: nothing is taken from a name any more. What a
-- card said before is not known here, so hosts see no name until the cards are told again, which referral does as soon as it starts.
ALTER TABLE card
    ADD name    text,
    ADD greeted text;
ALTER TABLE place ADD greet_as text;
