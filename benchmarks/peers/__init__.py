"""What else people use, as its own documentation says to use it. Runs in an environment of its own."""
