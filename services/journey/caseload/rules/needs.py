"""One thing that needs somebody: what it is, how pressing, and the one tap that does it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from services.journey.core.rules.people import Person
from shared.kernel.counts import counted
from shared.kernel.days import WEEKDAYS, hour_words

Tint = Literal["late", "due", "calm"]
Kind = Literal[
    "safety", "asks_for_us", "first_contact", "check_in", "debrief", "company", "promise", "goal_review", "quiet",
    "measure", "step_review", "follow_up", "said_again", "shut_out", "reply",
]  # fmt: skip

ORDER: dict[Kind, str] = {
    "safety": "a safety note is open: nothing else goes before it; the most urgent first",
    "asks_for_us": "somebody asked for a call, said it is hard, or wrote what worries; the longest wait first",
    "first_contact": "somebody waits for the first word; who waits longest first",
    "check_in": "it is time to ask how they are, or was; the longest overdue first",
    "debrief": "somebody went for the first time and nobody has heard how it was; the earliest visit first",
    "company": "going along, or practising together, within a week; the next one first",
    "promise": "a step towards their goal that the link worker said they would take; the longest overdue first",
    "goal_review": "the day has come to look at a goal together; the earliest day first",
    "quiet": "no word for longer than their own rhythm and a week; the longest first",
    "measure": "it is time for some questions; whoever may be asked for longest first",
    "step_review": "the day has come to look again at seeing less of one another; the earliest day first",
    "follow_up": "some time after the end: ask once more how they are; the earliest day first",
    "said_again": "a yes ends soon, or newer words ask anew; the earliest last day first",
    "shut_out": "somebody cannot open their own page, or be reached as they like; the earliest journey first",
    "reply": "a line to read; the oldest first",
}
"""The one order of My day, decided here and nowhere else: kind by kind, and what goes first within a kind."""
PLACE: dict[Kind, int] = {kind: place for place, kind in enumerate(ORDER)}


@dataclass(frozen=True)
class Need:
    """One thing to do about one person: a sentence around their name, why, and one tap."""

    order: tuple[int, float]
    tint: Tint
    journey_id: UUID
    before: str
    called: str
    after: str
    tag: str
    detail: str
    action: str
    path: str
    kind: Kind


def need(
    person: Person,
    kind: Kind,
    within: float,
    tint: Tint,
    around: tuple[str, str],
    tag: str,
    detail: str,
    action: str,
    to: str,
) -> Need:
    """A `Need` about this person, at its kind's place in the order.

    `within`: what orders this kind, the smallest first. `around`: the words before and after the name.
    """
    order = (PLACE[kind], within)
    return Need(order, tint, person.journey_id, around[0], person.called, around[1], tag, detail, action, to, kind)


def at(person: Person, page: str) -> str:
    """The address of a page under this person's, for example `check-in`."""
    return f"/journey/{person.journey_id}/{page}"


def days(count: int) -> str:
    """A number of days in words: 1 day, 3 days."""
    return counted(count, "day")


def day_tag(day: date, today: date) -> str:
    """The words for a due day: 3 days late, Today, Tomorrow, Thursday; Next Wednesday for a whole week ahead."""
    if day < today:
        return f"{days((today - day).days)} late"
    weekday = WEEKDAYS[day.weekday()]
    return {0: "Today", 1: "Tomorrow", 7: f"Next {weekday}"}.get((day - today).days, weekday)


def day_tint(day: date, today: date) -> Tint:
    """How pressing a day is: late if it is over, due today, calm if it is to come."""
    return "late" if day < today else "due" if day == today else "calm"


def time_of(moment: datetime, zone: ZoneInfo) -> str:
    """The time of day in the Local's time zone: 9 am, 6.30 pm."""
    local = moment.astimezone(zone)
    return hour_words(local.hour, local.minute)


def ago(then: datetime, now: datetime, zone: ZoneInfo) -> str:
    """How long ago it was, by calendar days in the Local's time: today, yesterday, 3 days ago, 4 weeks ago."""
    return ago_words((now.astimezone(zone).date() - then.astimezone(zone).date()).days)


def ago_words(passed: int) -> str:
    """A number of days as time gone by: today, yesterday, 3 days ago; in weeks from 21 days on."""
    if passed >= 21:
        return f"{passed // 7} weeks ago"
    return {0: "today", 1: "yesterday"}.get(passed, f"{days(passed)} ago")


def spoken(then: datetime, now: datetime, zone: ZoneInfo) -> str:
    """The day and time of something past, in words: Yesterday, 8.02 am."""
    return f"{ago(then, now, zone).capitalize()}, {time_of(then, zone)}"
