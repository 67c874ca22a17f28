"""A link worker's day: what needs them, in the order in which it does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from .check_ins import FEELINGS, WEEKDAYS, clock, rhythm_words
from .measures import due_on
from .people import Asked, Meeting, Person

Tint = Literal["late", "due", "calm"]

PATIENCE_DAYS = 5
"""Nobody should wait longer than this for a first contact."""
LATE_AFTER = timedelta(days=1)
READ_FOR = timedelta(days=7)
"""A reply that asks for nothing stays to be read for a week."""


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


def what_needs_me(people: Iterable[Person], now: datetime, zone: ZoneInfo) -> list[Need]:
    """One list: who asks for us, who waits for a first word, check-ins, debriefs, introductions, quiet people,
    measures, replies to read. Within each, whoever has waited longest comes first."""
    return sorted((need for person in people for need in _needs(person, now, zone)), key=lambda need: need.order)


def _needs(person: Person, now: datetime, zone: ZoneInfo) -> list[Need]:
    if person.closed_at is not None:
        return []
    found = [_first_contact(person, now)] if person.last_contact_at is None else _in_touch(person, now, zone)
    found += [_debrief(person, number, now, zone) for number in range(len(person.debriefs))]
    found += [_introduction(person, meeting, now, zone) for meeting in person.meetings if not meeting.introduced]
    return [need for need in found if need is not None]


def _in_touch(person: Person, now: datetime, zone: ZoneInfo) -> list[Need | None]:
    asked = _asked(person, person.asked, now, zone) if person.asked else None
    quiet = _quiet(person, now) if asked is None else None
    return [asked, quiet, _measure(person, now, zone)]


def _need(
    person: Person,
    order: tuple[int, float],
    tint: Tint,
    around: tuple[str, str],
    tag: str,
    detail: str,
    action: str,
    to: str,
) -> Need:
    return Need(order, tint, person.journey_id, around[0], person.called, around[1], tag, detail, action, to)


def _at(person: Person, page: str) -> str:
    return f"/journey/{person.journey_id}/{page}"


def _first_contact(person: Person, now: datetime) -> Need:
    days = (now - person.opened_at).days
    how = f"{person.card.reach} {person.card.safety}" if person.card else "Their details are on the way."
    tag = "New today" if days == 0 else _days(days)
    tint: Tint = "late" if days >= PATIENCE_DAYS else "due"
    order = (1, person.opened_at.timestamp())
    return _need(
        person,
        order,
        tint,
        ("", " is waiting for a first contact"),
        tag,
        how,
        "Record a contact",
        _at(person, "check-in"),
    )


def _asked(person: Person, asked: Asked, now: datetime, zone: ZoneInfo) -> Need | None:
    if asked.answered_at is None:
        return _check_in(person, asked, now, zone)
    words = f"“{asked.words}” " if asked.words else ""
    detail = f"{words}{_spoken(asked.answered_at, now, zone)}."
    feeling = FEELINGS[asked.feeling or "okay"]
    at = asked.answered_at.timestamp()
    if asked.please_call:
        after = f" tapped “{feeling}” and asks for a call"
        return _need(
            person, (0, at), "late", ("", after), "Please call", detail, "Record a call", _at(person, "check-in")
        )
    if asked.feeling == "hard":
        return _need(
            person, (0, at), "late", ("", " tapped “hard”"), "Reply", detail, "Record a call", _at(person, "check-in")
        )
    if asked.words and now - asked.answered_at <= READ_FOR:
        return _need(
            person, (7, at), "calm", ("", f" tapped “{feeling}”"), "Reply", detail, "Answer", _at(person, "check-in")
        )
    return None


def _check_in(person: Person, asked: Asked, now: datetime, zone: ZoneInfo) -> Need:
    late = (now.astimezone(zone).date() - asked.due_at.astimezone(zone).date()).days
    rhythm = rhythm_words(person.rhythm.every_weeks, person.rhythm.weekday, person.rhythm.hour)
    spoke = f" Last in touch {_ago(person.last_contact_at, now, zone)}." if person.last_contact_at else ""
    detail = f"{rhythm[0].upper()}{rhythm[1:]}.{spoke}"
    tag = "Due today" if late == 0 else f"{_days(late)} late"
    tint: Tint = "late" if now - asked.due_at > LATE_AFTER else "due"
    order = (2, asked.due_at.timestamp())
    return _need(person, order, tint, ("Check-in with ", ""), tag, detail, "Record it", _at(person, "check-in"))


def _debrief(person: Person, number: int, now: datetime, zone: ZoneInfo) -> Need:
    debrief = person.debriefs[number]
    days = (now.astimezone(zone).date() - debrief.attended_on).days
    when = {0: "today", 1: "yesterday"}.get(days, f"{_days(days)} ago")
    detail = f"First time at {debrief.title} {when}."
    tint: Tint = "late" if days > 7 else "due"
    order = (3, debrief.attended_on.toordinal())
    return _need(
        person,
        order,
        tint,
        ("Hear how it went for ", ""),
        "Debrief",
        detail,
        "Start",
        _at(person, f"debriefs/{debrief.id}"),
    )


def next_session(meeting: Meeting, now: datetime, zone: ZoneInfo) -> datetime:
    """The next get-together, in the Local's time."""
    local = now.astimezone(zone)
    day = local.date() + timedelta((meeting.weekday - local.weekday()) % 7)
    start = datetime.combine(day, meeting.starts_at, zone)
    return start if start >= local else datetime.combine(day + timedelta(7), meeting.starts_at, zone)


def _introduction(person: Person, meeting: Meeting, now: datetime, zone: ZoneInfo) -> Need:
    start, today = next_session(meeting, now, zone), now.astimezone(zone).date()
    day = {0: "Today", 1: "Tomorrow"}.get((start.date() - today).days, WEEKDAYS[start.weekday()])
    tag = f"{day} {_clock(start)}"
    detail = "A place is kept. Agree where to meet, or whether they would rather go alone."
    tint: Tint = "due" if start.date() == today else "calm"
    around = ("Go with ", f" to {meeting.title}")
    return _need(
        person, (4, start.timestamp()), tint, around, tag, detail, "Details", f"/community/for/{person.participant_id}"
    )


def _quiet(person: Person, now: datetime) -> Need | None:
    if not person.is_quiet(now) or person.last_contact_at is None:
        return None
    weeks = (now - person.last_contact_at).days // 7
    detail = f"No word for {weeks} weeks, longer than their rhythm. A short hello may be welcome."
    order = (5, person.last_contact_at.timestamp())
    return _need(
        person,
        order,
        "due",
        ("", " has been quiet"),
        f"{weeks} weeks",
        detail,
        "Record a contact",
        _at(person, "check-in"),
    )


def _measure(person: Person, now: datetime, zone: ZoneInfo) -> Need | None:
    if person.service_since is None:
        return None
    day = (now.astimezone(zone).date() - person.service_since.astimezone(zone).date()).days
    occasion = due_on(day, person.occasions)
    if occasion is None:
        return None
    name = {"week_8": "Eight weeks", "week_12": "Twelve weeks", "week_26": "Half a year", "week_52": "A year"}
    around = (f"{name[occasion]} with ", "") if occasion in name else ("The first three questions with ", "")
    detail = "Three short questions, any of them may be skipped."
    return _need(person, (6, -day), "calm", around, "How are you going?", detail, "Ask", _at(person, "measures/ucla-3"))


def summary(needs: list[Need]) -> str:
    """Six things need you today; two have waited longer than they should."""
    if not needs:
        return "Nothing needs you just now. New referrals, check-ins and replies appear here by themselves."
    late = sum(need.tint == "late" for need in needs)
    things = f"{_number(len(needs)).capitalize()} thing{' needs' if len(needs) == 1 else 's need'} you"
    if not late:
        return f"{things}; nothing has waited too long."
    waited = "has waited longer than it" if late == 1 else "have waited longer than they"
    return f"{things}; {_number(late)} {waited} should."


def greeting(now: datetime, zone: ZoneInfo) -> str:
    hour = now.astimezone(zone).hour
    return "Good morning" if hour < 12 else "Good afternoon" if hour < 18 else "Good evening"


def _number(count: int) -> str:
    words = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    return words[count] if count < len(words) else str(count)


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


def _ago(then: datetime, now: datetime, zone: ZoneInfo) -> str:
    days = (now.astimezone(zone).date() - then.astimezone(zone).date()).days
    if days >= 21:
        return f"{days // 7} weeks ago"
    return {0: "today", 1: "yesterday"}.get(days, f"{_days(days)} ago")


def _spoken(then: datetime, now: datetime, zone: ZoneInfo) -> str:
    return f"{_ago(then, now, zone).capitalize()}, {_clock(then.astimezone(zone))}"


def _clock(at: datetime) -> str:
    if at.minute == 0:
        return clock(at.hour)
    return f"{(at.hour - 1) % 12 + 1}.{at.minute:02} {'pm' if at.hour >= 12 else 'am'}"
