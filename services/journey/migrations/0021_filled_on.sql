-- Answers that are copied from paper, one question a page, count on the day they were written. Null: the day they came here.
ALTER TABLE sheet ADD filled_on date;
