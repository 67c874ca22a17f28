"""What matters to the person, in their own words, as often as it changes."""
