"""What may be agreed to, in words that can be read aloud. Pure: no database, no clock, no ids made here."""
