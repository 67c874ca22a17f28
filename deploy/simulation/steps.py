"""One thing somebody does at one door on one day: decided beforehand, carried out by the story."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

START = date(2026, 1, 5)
"""Day 0, a Monday."""
MORNING = time(10, 30)
ZONE = ZoneInfo("Australia/Melbourne")
Fields = dict[str, str | list[str]]


@dataclass(frozen=True)
class File:
    """A transfer file that another Local makes on an earlier day, for whoever moves; `id` is its handing on."""

    id: UUID
    local: str
    day: int


@dataclass(frozen=True)
class SimulatedStep:
    """One form that somebody sends, or one page that they look at, on one day of the simulation."""

    day: int
    who: str
    """`public`, `intake`, `clinician`, `lead`, `worker <n>`, `host <group number>`; `person <n>` on their own page;
    `gateway` for whoever answers a text message."""
    path: str
    """Where the form goes."""
    fields: Fields
    id: UUID
    """The form's command id, and so the id of what it makes."""
    chain: str
    """Steps of one chain on one day are done one after the other, in their order; chains side by side."""
    brings: File | None = None
    """The file that is sent with the form."""
    letter: str = ""
    """What stands in a letter that comes with the form, scanned; nothing if none does."""
    reads: bool = False
    """Whether somebody only looks there, and sends nothing."""


def on(day: int) -> date:
    """The date of a day of the simulation; day 0 is a Monday."""
    return START + timedelta(days=day)


def moment(day: int, hour: time = MORNING) -> datetime:
    """The time on a day of the simulation, in Melbourne; half past ten if no other is given."""
    return datetime.combine(on(day), hour, ZONE)


def workday(day: int) -> int:
    """The day itself, or the Monday after it if it is on a weekend."""
    return day + (7 - day % 7 if day % 7 > 4 else 0)


def weekday_from(day: int, weekday: int) -> int:
    """The first day with this weekday on or after that day; 0 is Monday."""
    return day + (weekday - day) % 7
