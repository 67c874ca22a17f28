"""This room's HTML doors."""

from . import consents, links, said, taken_back
from .consents import section
from .router import router

__all__ = ["consents", "links", "router", "said", "section", "taken_back"]
