-- How often a log was found to be made anew, and of a parked record, which of them it lies on: what was remembered from an
-- older log is older than everything on a newer one, whatever their offsets.
ALTER TABLE heard_up_to ADD anew int NOT NULL DEFAULT 0;
ALTER TABLE parked ADD anew int NOT NULL DEFAULT 0;
