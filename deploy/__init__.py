"""Everything between the services and a machine: the stack, topics and users, the command line, deployments."""
