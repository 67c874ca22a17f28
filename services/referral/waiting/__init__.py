"""Waiting: why, since when, when to ask again, and when somebody last told them that they are not forgotten."""
