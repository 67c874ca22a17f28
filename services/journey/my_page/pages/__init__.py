"""This room's HTML doors."""

from . import answering, held, mine, own_choices, own_key, self_asking, whats_on
from .answering import me
from .router import router

__all__ = ["answering", "held", "me", "mine", "own_choices", "own_key", "router", "self_asking", "whats_on"]
