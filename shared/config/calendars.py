"""On which days nobody works here: Victoria's public holidays, and what a Local adds or takes away."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from shared.config.settings import ServiceSettings
from shared.kernel import texts
from shared.rules import days_off

if TYPE_CHECKING:  # the calendars of the world take their time: they are loaded when a day is first asked about
    from holidays import HolidayBase


@dataclass(frozen=True)
class DaysOff:
    """Days on which nobody is asked how they are going; the next working day takes their place."""

    public: "HolidayBase"
    own: Mapping[date, str | None] = field(default_factory=dict)
    """A Local's own: a name for a day off, None for a public holiday on which it works."""

    def __contains__(self, day: object) -> bool:
        if day in self.own:
            return self.own[day] is not None  # type: ignore[index]
        return day in self.public

    def name(self, day: date) -> str | None:
        return self.own[day] if day in self.own else self.public.get(day)


@dataclass(frozen=True)
class LocalCalendar:
    """A Local's time zone and its days off: what every date that people read is worked out with."""

    zone: ZoneInfo
    days_off: DaysOff


def of(settings: ServiceSettings) -> LocalCalendar:
    """The Local's calendar."""
    return _calendar(settings.timezone, settings.days_off)


@lru_cache
def _calendar(timezone: str, own: Path | None) -> LocalCalendar:
    from holidays import country_holidays

    public = country_holidays("AU", subdiv="VIC", language="en_AU")
    return LocalCalendar(
        ZoneInfo(timezone),
        DaysOff(public, days_off.parse(texts.text_of(own)) if own else {}),
    )
