"""This room's HTML doors."""

from . import day, person
from .router import router

__all__ = ["day", "person", "router"]
