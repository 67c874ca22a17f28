"""How a journey begins, ends, is asked after, goes on, begins anew and changes hands."""
