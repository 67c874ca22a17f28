-- The Local near somebody who was shown the way there, if it is surely known.
ALTER TABLE referral ADD other_local text;
