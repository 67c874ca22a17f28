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
    """What another Local made on an earlier day for whoever moves: the id of its handing on is the file's."""

    id: UUID
    local: str
    day: int


@dataclass(frozen=True)
class SimulatedStep:
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
    reads: bool = False
    """Whether somebody only looks there, and sends nothing."""


def on(day: int) -> date:
    return START + timedelta(days=day)


def moment(day: int, hour: time = MORNING) -> datetime:
    """The clock on that day, local time."""
    return datetime.combine(on(day), hour, ZONE)


def workday(day: int) -> int:
    """That day, or the Monday after it."""
    return day + (7 - day % 7 if day % 7 > 4 else 0)


def weekday_from(day: int, weekday: int) -> int:
    """The first such weekday on or after that day; 0 is Monday."""
    return day + (weekday - day) % 7
