-- Where a word of consent lies on its log. It is heard in that order, but for one that was parked and handled later: that one takes
-- the place of the first that lies after it, and the two are told apart by where they lie.
ALTER TABLE consent ADD lies bigint;
