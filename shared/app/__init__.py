"""Puts a service, or all services of a Local, to work."""
