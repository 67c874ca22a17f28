"""The journey service's HTML doors: a link worker's pages, and the one page a participant opens from a message."""

from . import (
    check_ins,
    choices,
    companions,
    course,
    day,
    goal_steps,
    goals,
    handing_over,
    last_mile,
    matters,
    measures,
    moments,
    pauses,
    person,
    questions,
    rhythms,
    safety,
    skills,
)
from .answering import me
from .router import pages

__all__ = [
    "check_ins",
    "choices",
    "companions",
    "course",
    "day",
    "drafts",
    "goal_steps",
    "goals",
    "handing_over",
    "last_mile",
    "matters",
    "me",
    "measures",
    "moments",
    "pages",
    "pauses",
    "person",
    "questions",
    "rhythms",
    "safety",
    "skills",
]
