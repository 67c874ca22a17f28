"""Tries to reach somebody by which nobody was reached: the link worker's own, and what intake noted before."""
