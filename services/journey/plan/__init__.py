"""The plan that somebody takes home on one page."""
