"""This room's HTML doors."""
