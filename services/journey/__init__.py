"""The journey service: a link worker's work with a person."""
