"""This room's HTML doors."""

from . import check_ins, pauses, rhythms
from .router import router

__all__ = ["check_ins", "pauses", "rhythms", "router"]
