-- Of a file that was left only that stays for the day, without anything of it, so that whoever says yes in another tab is told.
ALTER TABLE arrival ADD left_at timestamptz;
