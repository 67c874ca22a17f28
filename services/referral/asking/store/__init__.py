"""All SQL of what is kept of the doors."""
