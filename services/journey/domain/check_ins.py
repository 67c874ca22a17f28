"""How often the person is asked how they are going, when the next time is, and what they answer.

A rhythm is told in the Local's own time: every two weeks on Tuesday at 10 stays at 10 when the clocks change. An hour
that a day does not have (the clocks jump over it) comes an hour later; one that a day has twice is the first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from shared.events import CheckInAnswered, CheckInDue, CheckInHeld, CheckInRhythmChosen
from shared.refusal import Refused

from .journeys import Journey
from .story import Sentence, by_code

Feeling = Literal["good", "okay", "hard"]
Mode = Literal["call", "visit", "message"]

FEELINGS: dict[Feeling, str] = {"good": "good", "okay": "okay, I guess", "hard": "hard"}


@dataclass(frozen=True)
class Rhythm:
    """Every `every_weeks` weeks on `weekday` (0 Monday) at `hour`, from the first such moment after `since`."""

    every_weeks: int
    weekday: int
    hour: int
    since: datetime

    def next_after(self, after: datetime, zone: ZoneInfo) -> datetime:
        """The first due moment later than `after`, in UTC."""
        first, period = self._first_day(zone), 7 * self.every_weeks
        day = first + timedelta(max(0, (after.astimezone(zone).date() - first).days // period) * period)
        while self._moment(day, zone) <= after:
            day += timedelta(period)
        return self._moment(day, zone)

    def latest_until(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """The last due moment that has come by `now`, if any has."""
        before = self.next_after(now, zone).astimezone(zone).date() - timedelta(7 * self.every_weeks)
        return self._moment(before, zone) if before >= self._first_day(zone) else None

    def _first_day(self, zone: ZoneInfo) -> date:
        day = self.since.astimezone(zone).date()
        day += timedelta((self.weekday - day.weekday()) % 7)
        return day if self._moment(day, zone) > self.since else day + timedelta(7)

    def _moment(self, day: date, zone: ZoneInfo) -> datetime:
        return datetime.combine(day, time(self.hour), zone).astimezone(UTC)


@dataclass(frozen=True)
class CheckIn:
    """One time the person was asked, as far as it has gone."""

    id: UUID
    due_at: datetime | None
    answered_at: datetime | None = None
    held_at: datetime | None = None


DEFAULT_EVERY_WEEKS, DEFAULT_WEEKDAY, DEFAULT_HOUR = (
    2,
    1,
    10,
)  # every two weeks, Tuesday 10 am, until something else is chosen


def choose_rhythm(
    journey: Journey, every_weeks: int, weekday: int, hour: int, likes: tuple[int, int] | None, at: datetime
) -> CheckInRhythmChosen:
    """`likes`: from which hour and until which hour the person likes to hear from us, if we know."""
    journey.must_be_open()
    if likes and not likes[0] <= hour < likes[1]:
        raise Refused(
            f"They like to hear from us between {clock(likes[0])} and {clock(likes[1])}. Choose an hour in between.",
            field="hour",
        )
    return CheckInRhythmChosen(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        every_weeks=every_weeks,
        weekday=weekday,
        hour=hour,
        occurred_at=at,
    )


def fall_due(journey: Journey, due_at: datetime, at: datetime) -> CheckInDue:
    """The id follows from the moment, so the same moment can be told only once."""
    return CheckInDue(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        check_in_id=uuid5(journey.id, due_at.astimezone(UTC).isoformat()),
        due_at=due_at,
        link_version=journey.link_version,
        occurred_at=at,
    )


def answer(
    journey: Journey, check_in: CheckIn, feeling: Feeling, please_call: bool, words: str | None, at: datetime
) -> CheckInAnswered | None:
    """What the person tapped. A second answer changes nothing: None."""
    if check_in.answered_at is not None:
        return None
    return CheckInAnswered(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        check_in_id=check_in.id,
        feeling=feeling,
        please_call=please_call,
        words=(words or "").strip() or None,
        occurred_at=at,
    )


def hold(journey: Journey, check_in_id: UUID, mode: Mode, note: str | None, at: datetime) -> CheckInHeld:
    """They talked. Without an open check-in it is a contact of its own, under a new id."""
    journey.must_be_open()
    return CheckInHeld(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        check_in_id=check_in_id,
        mode=mode,
        note=(note or "").strip() or None,
        occurred_at=at,
    )


def clock(hour: int) -> str:
    """9 am, midday, 6 pm."""
    if hour in (0, 12, 24):
        return "midday" if hour == 12 else "midnight"
    return f"{(hour - 1) % 12 + 1} {'pm' if hour > 12 else 'am'}"


WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def rhythm_words(every_weeks: int, weekday: int, hour: int) -> str:
    """every two weeks, Tuesday at 10 am"""
    often = {1: "every week", 2: "every two weeks", 3: "every three weeks", 4: "every four weeks"}
    return f"{often.get(every_weeks, f'every {every_weeks} weeks')}, {WEEKDAYS[weekday]} at {clock(hour)}"


HELD: dict[Mode, str] = {
    "call": "You talked on the phone",
    "visit": "You met",
    "message": "You wrote to one another",
}

SENTENCES: Mapping[str, Sentence] = {
    "answered": by_code(FEELINGS, "Tapped “{}”"),
    "asked_for_call": by_code(FEELINGS, "Tapped “{}” and asked for a call"),
    "held": by_code(HELD),
}
