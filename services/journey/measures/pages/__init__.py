"""This room's HTML doors."""

from . import (
    goal_attainment,  # its address comes before the general one
    measures,
    questions,
    sheets,
)
from .router import router

__all__ = ["goal_attainment", "measures", "questions", "router", "sheets"]
