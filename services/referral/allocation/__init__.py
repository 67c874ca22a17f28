"""Who might support somebody, and why; what somebody asked for in who supports them."""
