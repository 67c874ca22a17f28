"""What two services must agree on, the instruments among it."""
