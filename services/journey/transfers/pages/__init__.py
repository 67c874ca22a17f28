"""This room's HTML doors."""

from . import bring_along, hand_on
from .router import router

__all__ = ["bring_along", "hand_on", "router"]
