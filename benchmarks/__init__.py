"""How quick the backbone is, beside what else one might use, on the product's own code."""
