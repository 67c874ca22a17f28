"""From rows to figures: which measurement counts, what changed, and how far to trust it. Pure."""
