"""What the person sets out to do: in their words, in steps, by levels, looked at again, reached or let go."""
