"""Who walks with somebody now, as far as the front door has heard: by their newest journey. Pure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.kernel.days import day_words


@dataclass(frozen=True)
class Walk:
    """Which link worker walks with somebody, since when, and when their journey ended."""

    link_worker_id: UUID
    since: datetime
    """From when on this link worker walks with them; before the journey has opened, when they were brought together."""
    ended_at: datetime | None = None


def sentence(walk: Walk, name: str, now: datetime) -> str:
    """Who walks with somebody, in words: Thuy has walked with them since Tuesday 3 March.

    Or, once it has ended: Their journey with Thuy ended on Friday 1 May. `now`: in the Local's time zone.
    """
    day = day_words((walk.ended_at or walk.since).astimezone(now.tzinfo).date(), now.date())
    if walk.ended_at:
        return f"Their journey with {name} ended on {day}."
    return f"{name} has walked with them since {day}."
