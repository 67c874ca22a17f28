"""What a journey is and what may happen on it. Pure: no database, no clock, no ids made here."""
