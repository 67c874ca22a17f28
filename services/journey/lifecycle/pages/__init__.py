"""This room's HTML doors."""

from . import course, handing_over
from .router import router

__all__ = ["course", "handing_over", "router"]
