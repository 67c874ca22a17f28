"""Everything between the services and a machine: the embedded stack, topics and users, the command line, the deployments."""
