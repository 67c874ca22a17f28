"""`lc`: one program for whoever runs a Local, the evaluator, or all of it on one machine."""

from deploy.cli.program import main

__all__ = ["main"]
