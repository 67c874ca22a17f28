"""Who Local Connections is for, and where: rules as data, so that a Local can see and correct them."""
