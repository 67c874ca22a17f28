"""What the journey service tells of what was noted, and put right later."""

from uuid import UUID

from .base import Kept
from .journey import JourneyEvent


class OwnPageKeyNoted(JourneyEvent):
    """How somebody opens their own page was agreed on: the year they were born, a word they chose, or both.

    Neither is told. Links that they hold open again with it.
    """

    key_id: UUID
    year: Kept[int] = None
    word: Kept[str] = None
