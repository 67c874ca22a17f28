-- The day of a yes may be put right; the correction that lies last on its log counts.
ALTER TABLE consent ADD day_lies bigint;
