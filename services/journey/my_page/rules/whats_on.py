"""What is on for somebody: the next get-togethers where they hold a place, hours to practise, and when we talk next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import islice
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from services.journey.check_ins.rules.check_ins import CheckIn, asks_by
from services.journey.core.rules.people import Person
from services.journey.core.rules.rhythm import Calendar
from shared.kernel.days import WEEKDAYS, hour_words
from shared.kernel.money import price
from shared.kernel.next_times import Coming, DayOff, next_times

MOST_DATES = 3
"""So many next times are shown of each get-together."""

How = Literal["call", "visit", "message", "in_touch"]
BY_LIKING: Mapping[str, How] = {"call": "call", "drop_in": "visit", "sms": "message", "email": "message"}


@dataclass(frozen=True)
class GetTogether:
    """Something that is on every week. What is None was never told here."""

    activity_id: UUID
    title: str
    group_title: str
    weekday: int | None = None
    starts_at: time | None = None
    """In the Local's time zone."""
    minutes: int | None = None
    cost_cents: int | None = None
    step_free: bool | None = None
    quiet: bool | None = None
    where_it_is: str | None = None
    getting_there: str | None = None

    @property
    def when(self) -> str | None:
        """Wednesdays, 10 am to midday"""
        if self.weekday is None or self.starts_at is None:
            return None
        begins = f"{WEEKDAYS[self.weekday]}s, {hour_words(self.starts_at.hour, self.starts_at.minute)}"
        if self.minutes is None:
            return begins
        ends = divmod(self.starts_at.hour * 60 + self.starts_at.minute + self.minutes, 60)
        return f"{begins} to {hour_words(*ends)}"

    @property
    def cost(self) -> str | None:
        """Free, $4 each time"""
        if self.cost_cents is None:
            return None
        return price(self.cost_cents) + (" each time" if self.cost_cents else "")

    @property
    def like(self) -> str | None:
        """What it is like, as far as somebody has looked."""
        found = [
            {True: "no steps", False: "there are steps", None: None}[self.step_free],
            {True: "quiet", False: "it can be loud", None: None}[self.quiet],
        ]
        said = ", ".join(words for words in found if words)
        return said[:1].upper() + said[1:] or None

    def coming(self, now: datetime, zone: ZoneInfo, day_off: DayOff) -> list[Coming]:
        """The next times, one that is going on now first; none where nobody has told when it is."""
        if self.weekday is None or self.starts_at is None:
            return []
        return list(islice(next_times(self.weekday, self.starts_at, self.minutes, now, zone, day_off), MOST_DATES))


@dataclass(frozen=True)
class Practice:
    """An hour to practise something, in which they hold a place."""

    topic: str
    starts_at: datetime
    place: str | None
    called_off: bool


@dataclass(frozen=True)
class NextTalk:
    """When the two are in touch next, and how. `agreed`: they agreed on this time for once."""

    at: datetime
    how: How
    agreed: bool = False


def next_talk(
    person: Person, asked: Sequence[CheckIn], calendar: Calendar, gets_messages: bool, now: datetime
) -> NextTalk | None:
    """When the two are in touch next and how; None without consent to the service or in a pause without end.

    `asked`: the last times they were asked, newest first. `gets_messages`: they agree to messages, and those are safe.
    """
    if person.service_since is None or person.closed_at is not None:
        return None
    following = person.rhythm.next_after(now, calendar)
    moved = person.asked.moved_to if person.asked else None
    likes = person.card.contact_by if person.card else "call"
    if moved and moved > now and (following is None or moved <= following):
        return NextTalk(moved, _by_a_person(likes), agreed=True)
    if following is None:
        return None
    writes = gets_messages and asks_by(asked, person.last_contact_at) == "message"
    how = BY_LIKING.get(likes, "in_touch")
    return NextTalk(following, how if how != "message" or writes else "in_touch")


def _by_a_person(likes: str) -> How:
    how = BY_LIKING.get(likes, "in_touch")
    return "in_touch" if how == "message" else how
