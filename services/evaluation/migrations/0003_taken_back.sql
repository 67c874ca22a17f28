-- Told of by mistake. The row stays, so that a telling that comes late counts no more.
ALTER TABLE attendance ADD taken_back boolean NOT NULL DEFAULT false;
