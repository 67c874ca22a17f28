"""What is asked at the doors, and what must be true of it. Pure."""
