"""What worries somebody: raised at once, seen by a named role, closed with what was done."""
