"""This room's HTML doors."""

from . import consents, evaluator, links, said, taken_back
from .consents import section
from .router import router

__all__ = ["consents", "evaluator", "links", "router", "said", "section", "taken_back"]
