"""What stands on the sheet that somebody takes home: their own words, in large type, on one page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.journey.about_me.rules import AboutMeEntry
from services.journey.core.rules import free_text
from services.journey.core.rules.people import Card
from services.journey.goals.rules.goals import Goal
from services.journey.groups.rules.last_mile import GroupPathway
from shared.kernel.days import WEEKDAYS, hour_words

MOST_WORDS = 220
"""So many characters of what was said fit; more can be read on their own page."""
MOST_STEPS = 3
MOST_PLACES = 4


@dataclass(frozen=True)
class PlannedOuting:
    """Something that is on for them: where, and when as people say it."""

    title: str
    when: str


def called(card: Card | None) -> str | None:
    """The preferred name on the card, or None: what they said they are called, never guessed from their name."""
    return free_text.said(card.preferred_name) if card else None


def shortened(words: str, most: int = MOST_WORDS) -> str:
    """The words cut at a word's end to at most `most` characters, so that the sheet stays one page."""
    return words if len(words) <= most else words[:most].rsplit(None, 1)[0].rstrip(" ,;.") + " …"


def what_matters(said: AboutMeEntry | None) -> list[tuple[str, str]]:
    """The first two "About Me" headings that are filled, shortened, as (title, words)."""
    if said is None:
        return []
    return [(title, shortened(" ".join(words.split()))) for title, words in [said.first, *said.rest][:2]]


def goals_in_progress(goals: Iterable[Goal]) -> list[Goal]:
    """Those of the goals that are in progress."""
    return [goal for goal in goals if goal.in_progress]


def places(ways: Sequence[GroupPathway]) -> list[PlannedOuting]:
    """Where something is on for them, as much as fits."""
    return [PlannedOuting(way.group_title, _when(way)) for way in [way for way in ways if way.is_on][:MOST_PLACES]]


def _when(way: GroupPathway) -> str:
    if way.weekday is None or way.starts_at is None:
        return "ask us when"
    return f"{WEEKDAYS[way.weekday]}s, {hour_words(way.starts_at.hour, way.starts_at.minute)}"
