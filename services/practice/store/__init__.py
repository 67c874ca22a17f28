"""All of the practice service's SQL."""

from .meetings import Care, care, record, supervision, supervisions
from .walks import forget_talk, forget_walk, keep_contact, keep_handover, keep_opening, keep_turn, loads, move_contact

__all__ = [
    "Care",
    "care",
    "forget_talk",
    "forget_walk",
    "keep_contact",
    "keep_handover",
    "keep_opening",
    "keep_turn",
    "loads",
    "move_contact",
    "record",
    "supervision",
    "supervisions",
]
