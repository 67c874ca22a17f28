-- What comes later on the log counts, whatever number its teller gave it: a teller whose database was put back counts from an
-- older number, and its withdrawal must take back all that came before it. Rows of before this hold the teller's number, which is
-- never above their offset by more than one; nothing is compared with it.
ALTER TABLE outcomes.participation RENAME told TO log_offset;
ALTER TABLE outcomes.step RENAME told TO log_offset;
ALTER TABLE outcomes.measure RENAME told TO log_offset;
ALTER TABLE outcomes.attendance RENAME told TO log_offset;
ALTER TABLE outcomes.withdrawn RENAME told TO log_offset;
