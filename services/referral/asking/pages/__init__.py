"""Pages about what came at the doors."""
