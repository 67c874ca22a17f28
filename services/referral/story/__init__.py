"""What was said and noted at the door, for whoever walks with the person now."""
