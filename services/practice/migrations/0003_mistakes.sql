-- A supervision that was noted by mistake: the line stays, without its words, and counts no more.
ALTER TABLE supervision ADD taken_back_at timestamptz;
