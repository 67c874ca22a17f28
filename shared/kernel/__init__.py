"""What everything may know: time, words, numbers, refusals, names of things. No server, no setting."""
