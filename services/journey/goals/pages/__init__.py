"""This room's HTML doors."""

from . import goals, steps
from .router import router

__all__ = ["goals", "router", "steps"]
