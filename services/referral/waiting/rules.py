"""How it stands with somebody who waits, by what they asked for; and by when whoever asked hears from us. Pure."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from shared.events import WaitingChanged
from shared.kernel.counts import counted
from shared.kernel.days import day_words
from shared.kernel.refusal import Refused

Tint = Literal["calm", "due", "late"]
WaitReason = Literal["no_capacity", "asked_to_wait", "right_worker_not_free"]
FURTHEST = timedelta(days=366)
ENOUGH_TO_TELL = 5
"""So many people have to have waited before anybody is told how long it takes."""


@dataclass(frozen=True)
class Waiting:
    """Why somebody waits, since when, when they asked, when to ask again, and when they last heard from us."""

    reason: str
    since: date
    asked_on: date
    ask_again_on: date | None = None
    told_on: date | None = None


@dataclass(frozen=True)
class Limits:
    """Days: after so many waiting for room is long, and after so many without a word somebody lets them know."""

    long_days: int
    tell_days: int


@dataclass(frozen=True)
class Standing:
    """How it stands, in words, and how urgent that is. Whoever asked to wait is never late."""

    tint: Tint
    words: str

    @property
    def order(self) -> int:
        return ("late", "due", "calm").index(self.tint)


def standing(one: Waiting, today: date, limits: Limits) -> Standing:
    """How it stands with somebody on the waitlist today."""
    silent = (today - max(one.told_on or one.since, one.since)).days >= limits.tell_days
    if one.ask_again_on is not None and one.ask_again_on <= today:
        return Standing("due", f"Time to ask again, as agreed for {day_words(one.ask_again_on, today)}")
    if one.reason == "asked_to_wait":
        until = f" until {day_words(one.ask_again_on, today)}" if one.ask_again_on else ""
        if silent and not one.ask_again_on:
            return Standing("due", "Asked to wait: ask whether now is good")
        return Standing("calm", f"Asked to wait{until}")
    days = (today - one.asked_on).days
    waited = {0: "Today", 1: "1 day"}.get(days, f"{days} days")
    if days > limits.long_days:
        return Standing("late", f"{waited}, longer than it should be{', and not told for a while' if silent else ''}")
    return Standing("due", f"{waited}: let them know they are not forgotten") if silent else Standing("calm", waited)


def answer_by(asked_on: date, working_days: int, days_off: Container[date]) -> date:
    """The last day of so many working days after they asked: by then they have heard from us."""
    day = asked_on
    while working_days:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in days_off:
            working_days -= 1
    return day


def check_ask_again(on: date | None, today: date) -> None:
    """Refuse a day to ask again that is past, or so far away that nobody would keep it."""
    if on is None:
        return
    if on <= today:
        raise Refused("Choose a day that is still to come, or leave it empty.", field="ask_again_on")
    if on > today + FURTHEST:
        raise Refused("Choose a day within a year. They may ask again at any time.", field="ask_again_on")


@dataclass(frozen=True)
class Waitlisted:
    """A referral as far as a change of its waiting needs to know. `changes`: how often it was changed before."""

    referral_id: UUID
    participant_id: UUID
    is_waiting: bool
    changes: int


def change(
    one: Waitlisted,
    change_id: UUID,
    reason: WaitReason,
    ask_again_on: date | None,
    note: str | None,
    began_from: int,
    by: UUID,
    today: date,
    at: datetime,
) -> WaitingChanged:
    """Say anew why somebody waits and when to ask again. `began_from`: `changes` when the page was opened."""
    if not one.is_waiting:
        raise Refused("They are not on the waitlist any more. Look at it again.", conflict=True)
    if one.changes != began_from:
        raise Refused("Somebody else has changed this while you had it open. Look at theirs first.", conflict=True)
    check_ask_again(ask_again_on, today)
    return WaitingChanged(
        referral_id=one.referral_id,
        participant_id=one.participant_id,
        change_id=change_id,
        reason=reason,
        ask_again_on=ask_again_on,
        note=note,
        changed_by=by,
        occurred_at=at,
    )


def usual(people: int, half: timedelta | None, most: timedelta | None) -> str:
    """How long waiting for room has taken, in a sentence to tell; empty where too few have waited to say."""
    if people < ENOUGH_TO_TELL or half is None or most is None:
        return ""
    return (
        f"Of the last {counted(people, 'person', 'people')} who waited for room, half waited {_weeks(half)} or "
        f"less, and 8 in 10 {_weeks(most)} or less."
    )


def _weeks(time: timedelta) -> str:
    weeks = max(1, -(-time.days // 7))
    return "one week" if weeks == 1 else f"{weeks} weeks"
