"""This room's HTML doors."""

from . import companions, last_mile
from .router import router

__all__ = ["companions", "last_mile", "router"]
