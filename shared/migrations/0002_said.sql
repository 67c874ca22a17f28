-- What a form said, as a keyed hash: the same command with other words in it is not taken for a double click.
ALTER TABLE inbox ADD COLUMN said bytea;
