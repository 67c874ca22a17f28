"""What every handler is given, and how its service is doing."""
