-- Who noted that somebody took back what they had agreed to; null where they did so themselves, or it ended by itself.
ALTER TABLE consent ADD ended_by uuid;
