-- How often they had brought this file along by then: what it brought has ids of its own each time, so that the evaluator counts what
-- comes again with a file that was taken back.
ALTER TABLE brought_along ADD bringing int NOT NULL DEFAULT 1;
