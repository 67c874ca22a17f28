"""This room's HTML doors."""

from . import drafts, small
from .router import router

__all__ = ["drafts", "router", "small"]
