"""What keeps somebody safe: that contact is not, and who is told nothing because of violence in the family."""
