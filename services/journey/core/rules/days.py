"""The day that something was: today, or an earlier one on their journey."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from shared.kernel.days import day_words, moment_of
from shared.kernel.refusal import Refused

from .journeys import Journey


@dataclass(frozen=True)
class When:
    """The day something happened on: None for today. `at`: the moment it counts as, None for now."""

    on: date | None = None
    at: datetime | None = None

    @property
    def told(self) -> dict[str, Any]:
        return {"happened_on": self.on, "happened_at": self.at}


def when(journey: Journey, on: date | None, zone: ZoneInfo, now: datetime) -> When:
    """The day something happened on, checked: Refused before the journey began and in the future."""
    today, began = now.astimezone(zone).date(), journey.opened_at.astimezone(zone).date()
    if on is None or on == today:
        return When()
    if on > today:
        raise Refused("That day is still to come. Choose today or an earlier day.", field="on")
    if on < began:
        raise Refused(f"Their journey began on {day_words(began, today)}. Choose that day or a later one.", field="on")
    return When(on, max(moment_of(on, now, zone), journey.opened_at))
