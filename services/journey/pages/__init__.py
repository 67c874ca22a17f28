"""The journey service's HTML doors: a link worker's pages, and the one page a participant opens from a message."""

from . import choices, day, person, steps
from .answering import me
from .router import pages

__all__ = ["choices", "day", "me", "pages", "person", "steps"]
