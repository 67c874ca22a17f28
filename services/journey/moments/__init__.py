"""Looking back at the first time somewhere, and the moments of connection that this work is for."""
