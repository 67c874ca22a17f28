"""Tries and talks before somebody walks with them, and after: how, when, by whom, and what came of it."""
