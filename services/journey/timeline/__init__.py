"""The story, told by every subject; and putting right what was noted."""
