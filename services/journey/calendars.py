"""On which days nobody works here: Victoria's public holidays, and what a Local adds or takes away."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays

from shared.settings import LocalSettings, WrongSettings


@dataclass(frozen=True)
class DaysOff:
    """Days on which nobody is asked how they are going; the next working day takes their place."""

    public: HolidayBase
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
    zone: ZoneInfo
    days_off: DaysOff


def of(settings: LocalSettings) -> LocalCalendar:
    """The Local's calendar."""
    return _calendar(settings.timezone, settings.days_off)


@lru_cache
def _calendar(timezone: str, own: Path | None) -> LocalCalendar:
    return LocalCalendar(ZoneInfo(timezone), DaysOff(country_holidays("AU", subdiv="VIC"), _read(own) if own else {}))


def _read(path: Path) -> dict[date, str | None]:
    """`{"2026-10-28": "Geelong Cup Day", "2026-11-03": null}`: a day off of its own, and one that is none here."""
    try:
        said: Any = json.loads(path.read_text(encoding="utf-8"))
        return {date.fromisoformat(day): str(name) if name is not None else None for day, name in said.items()}
    except (OSError, ValueError, AttributeError):
        raise WrongSettings(
            'LC_DAYS_OFF must name a JSON file of days, {"2026-10-28": "Geelong Cup Day", "2026-11-03": null}'
        ) from None
