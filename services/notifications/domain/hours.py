"""When somebody may hear from us: within the hours they like, and never at night, on their own clock."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

EARLIEST, LATEST = 8, 20  # local hours; whatever a card says, nothing leaves before 8.00 or from 20.00 on
_STEP = timedelta(minutes=15)  # every zone's offset is a multiple of it
_LOOK_AHEAD = timedelta(days=2)


@dataclass(frozen=True)
class Hours:
    """The hours in which somebody likes to hear from us: from the first local hour until the one they like no more.

    22 until 10 reaches over midnight. 9 until 9 is no hour at all.
    """

    from_hour: int = EARLIEST
    until_hour: int = LATEST

    def include(self, hour: int) -> bool:
        if self.from_hour <= self.until_hour:
            theirs = self.from_hour <= hour < self.until_hour
        else:
            theirs = hour >= self.from_hour or hour < self.until_hour
        return theirs and EARLIEST <= hour < LATEST


ANY_HOURS = Hours()


def fits(hours: Hours, now: datetime, zone: ZoneInfo) -> bool:
    """Whether a message may leave at that moment, by the local hour in that zone."""
    return hours.include(now.astimezone(zone).hour)


def next_fit(hours: Hours, now: datetime, zone: ZoneInfo) -> datetime | None:
    """The next moment at which a message may leave: now, or the opening of their next hours. None if there is none."""
    if fits(hours, now, zone):
        return now
    at = _next_step(now)
    while at <= now + _LOOK_AHEAD:
        if fits(hours, at, zone):
            return at
        at += _STEP
    return None


def _next_step(now: datetime) -> datetime:
    now = now.astimezone(UTC)
    return now.replace(minute=now.minute // 15 * 15, second=0, microsecond=0) + _STEP
