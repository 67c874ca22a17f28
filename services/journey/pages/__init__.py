"""The journey service's HTML doors: a link worker's pages, and the one page a participant opens from a message."""

from . import check_ins, choices, course, day, goals, last_mile, matters, measures, moments, person, questions, skills
from .answering import me
from .router import pages

__all__ = [
    "check_ins",
    "choices",
    "course",
    "day",
    "goals",
    "last_mile",
    "matters",
    "me",
    "measures",
    "moments",
    "pages",
    "person",
    "questions",
    "skills",
]
