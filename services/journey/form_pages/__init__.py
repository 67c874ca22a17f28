"""A page that is one form about one person, one decision, one event; and the draft of what was typed on it."""
