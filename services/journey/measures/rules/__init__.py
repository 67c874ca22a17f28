"""What may happen, in words that can be read aloud. Pure: no database, no clock, no ids made here."""
