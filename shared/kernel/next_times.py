"""When something that is on every week is next, and what one has to know of that day, as every page says it. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

A_WEEK = timedelta(days=7)
DayOff = Callable[[date], str | None]
"""What a day off is called; None for every other day."""


def no_day_off(day: date) -> str | None:
    """The days off of nobody: for whatever goes on every day of the year."""
    return None


@dataclass(frozen=True)
class Coming:
    """One time it is on, in the Local's own time. `ends_at` is None where nobody has told how long it lasts."""

    starts_at: datetime
    ends_at: datetime | None = None
    day_off: str | None = None
    """What the day is called, if nobody works on it: then it may not be on."""

    @property
    def ask_first(self) -> str | None:
        """Labour Day: ask first whether it is on"""
        return f"{self.day_off}: ask first whether it is on" if self.day_off else None

    @property
    def will_be_asked(self) -> str | None:
        """The same for whoever opens the door. Labour Day: people may ask you whether it is on"""
        return f"{self.day_off}: people may ask you whether it is on" if self.day_off else None


def time_on(day: date, starts_at: time, minutes: int | None, zone: ZoneInfo, day_off: DayOff) -> Coming:
    """That day's time: the same hour in summer and in winter."""
    starts = datetime.combine(day, starts_at, zone).astimezone(UTC)
    ends = (starts + timedelta(minutes=minutes)).astimezone(zone) if minutes else None
    return Coming(starts.astimezone(zone), ends, day_off(day))


def next_times(
    weekday: int, starts_at: time, minutes: int | None, now: datetime, zone: ZoneInfo, day_off: DayOff
) -> Iterator[Coming]:
    """Week by week, without an end. One that is going on now comes first. `weekday`: 0 is Monday."""
    today = now.astimezone(zone).date()
    day = today - timedelta((today.weekday() - weekday) % 7)
    while True:
        coming = time_on(day, starts_at, minutes, zone, day_off)
        if (coming.ends_at or coming.starts_at) > now:
            yield coming
        day += A_WEEK


def next_beginning(weekday: int, starts_at: time, now: datetime, zone: ZoneInfo, day_off: DayOff) -> Coming:
    """When one could next be there from the beginning."""
    return next(next_times(weekday, starts_at, None, now, zone, day_off))
