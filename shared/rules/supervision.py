"""Which supervision is next: one rule for every page that says so. Pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def next_on(planned_on: date | None, last_held_at: datetime | None, zone: ZoneInfo) -> date | None:
    """The day that was planned, until a supervision was held on it or after it.

    Of several plans the one made last counts, whichever day it names. One held before the planned day leaves it as it
    is: both may be wanted. A day that passed without one stays, so that somebody asks after it.
    """
    if planned_on is None or last_held_at is None:
        return planned_on
    return planned_on if last_held_at.astimezone(zone).date() < planned_on else None
