"""Being in touch in the person's own rhythm: what falls due, what came of it, pauses, seeing less of one another."""
