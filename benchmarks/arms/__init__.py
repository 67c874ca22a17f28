"""What takes part: the product's own code, the bare clients beneath it, and what else people use."""
