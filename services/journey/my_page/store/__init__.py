"""All of this room's SQL."""
