"""What a deployment says, read and checked at the start."""
