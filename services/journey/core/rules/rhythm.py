"""How often the person likes to be asked how they are going, and when the next time is: with pauses and days off.

A rhythm is told in the Local's own time: every two weeks on Tuesday at 10 stays at 10 when the clocks change. An hour
that a day does not have (the clocks jump over it) comes an hour later; one that a day has twice is the first. On a day
off it is the next working day, at the same hour; within a pause nobody is asked.
"""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from shared.kernel.days import WEEKDAYS, hour_words

Why = Literal["holiday", "hospital", "caring", "asked", "other"]
NUMBERS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
WEEKS = {1: "every week"} | {weeks: f"every {said} weeks" for weeks, said in enumerate(NUMBERS, 2)}
DAY = timedelta(1)
NO_TIME = timedelta(microseconds=1)


@dataclass(frozen=True)
class Pause:
    """A pause from check-ins, in whole days of the Local's time; without a last day until somebody ends it."""

    id: UUID
    from_on: date
    until_on: date | None
    reason: Why
    resumed_at: datetime | None = None
    """When somebody ended it early, or called it off before it began."""

    def begins(self, zone: ZoneInfo) -> datetime:
        return _midnight(self.from_on, zone)

    def ends(self, zone: ZoneInfo) -> datetime | None:
        """The first moment after it; None while nobody knows."""
        planned = _midnight(self.until_on + timedelta(1), zone) if self.until_on else None
        return min((end for end in (planned, self.resumed_at) if end), default=None)

    def covers(self, moment: datetime, zone: ZoneInfo) -> bool:
        end = self.ends(zone)
        return self.begins(zone) <= moment and (end is None or moment < end)

    def is_over(self, now: datetime, zone: ZoneInfo) -> bool:
        end = self.ends(zone)
        return end is not None and end <= now

    def meets(self, from_on: date, until_on: date | None) -> bool:
        """Whether it shares a day with that time."""
        before = self.until_on is not None and self.until_on < from_on
        after = until_on is not None and until_on < self.from_on
        return self.resumed_at is None and not before and not after


@dataclass(frozen=True)
class Calendar:
    """On which days somebody may be asked: the Local's time zone, its days off, and the person's own pauses."""

    zone: ZoneInfo
    days_off: Container[date] = frozenset()
    pauses: tuple[Pause, ...] = ()

    def instead_of(self, day: date) -> date:
        """The day itself, or the next working day if it is a day off."""
        if day in self.days_off:
            while not self._is_working(day):
                day += DAY
        return day

    def working_before(self, day: date) -> date:
        """The last working day before it: nothing from before that one is put off to the day itself or later."""
        day -= DAY
        while not self._is_working(day):
            day -= DAY
        return day

    def pause_at(self, moment: datetime) -> Pause | None:
        return next((pause for pause in self.pauses if pause.covers(moment, self.zone)), None)

    def _is_working(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.days_off


@dataclass(frozen=True)
class Rhythm:
    """Every `every_weeks` weeks on `weekday` (0 Monday) at `hour`, from the first such moment after `since`."""

    every_weeks: int
    weekday: int
    hour: int
    since: datetime
    minute: int = 0
    weekdays: tuple[int, ...] = ()
    """All the days, if there are several; the weeks are counted from the one in which the first moment lies."""

    @property
    def days(self) -> tuple[int, ...]:
        return tuple(sorted(set(self.weekdays))) or (self.weekday,)

    @property
    def words(self) -> str:
        return rhythm_words(self.every_weeks, self.weekday, self.hour, self.minute, self.days)

    def next_after(self, after: datetime, calendar: Calendar) -> datetime | None:
        """The first due moment later than `after`, in UTC; None while a pause has no end."""
        while True:
            day = after.astimezone(calendar.zone).date()
            moment = next(moment for moment in self._moments(day, calendar) if moment > after)
            pause = calendar.pause_at(moment)
            if pause is None:
                return moment
            end = pause.ends(calendar.zone)
            if end is None:
                return None
            after = end - NO_TIME  # a moment at the very end of the pause counts

    def latest_until(self, now: datetime, calendar: Calendar) -> datetime | None:
        """The last due moment that has come by `now`, if any has."""
        today, first = now.astimezone(calendar.zone).date(), self._first_day(calendar.zone)
        back = timedelta(7 * self.every_weeks)
        while True:
            come = takewhile(lambda moment: moment <= now, self._moments(today - back, calendar))
            told = [moment for moment in come if calendar.pause_at(moment) is None]
            if told:
                return told[-1]
            if today - back < first:
                return None
            back *= 2

    def _moments(self, day: date, calendar: Calendar) -> Iterator[datetime]:
        """Every moment from `day` on, and some from before, in order and as if there were no pauses."""
        put_off: set[date] = set()  # two that meet on one day are one
        for asked in self._days_from(calendar.working_before(day), calendar.zone):
            for come in sorted(each for each in put_off if each < asked):
                put_off.remove(come)
                yield self._moment(come, calendar.zone)
            put_off.add(calendar.instead_of(asked))

    def _days_from(self, day: date, zone: ZoneInfo) -> Iterator[date]:
        """The rhythm's own days, whatever kind of day they are."""
        first, period = self._first_day(zone), 7 * self.every_weeks
        monday = first - timedelta(first.weekday())
        week = monday + timedelta(max(0, (day - monday).days // period) * period)
        while True:
            for weekday in self.days:
                if (asked := week + timedelta(weekday)) >= max(first, day):
                    yield asked
            week += timedelta(period)

    def _first_day(self, zone: ZoneInfo) -> date:
        day = self.since.astimezone(zone).date()
        while day.weekday() not in self.days or self._moment(day, zone) <= self.since:
            day += DAY
        return day

    def _moment(self, day: date, zone: ZoneInfo) -> datetime:
        return datetime.combine(day, time(self.hour, self.minute), zone).astimezone(UTC)


def weeks_words(weeks: int) -> str:
    """Weeks between check-ins in words: every week, every two weeks."""
    return WEEKS.get(weeks, f"every {weeks} weeks")


def rhythm_words(every_weeks: int, weekday: int, hour: int, minute: int = 0, weekdays: Sequence[int] = ()) -> str:
    """A rhythm in words: every two weeks, Tuesday and Friday at 10.30 am."""
    *others, last = [WEEKDAYS[day] for day in sorted(set(weekdays)) or (weekday,)]
    days = f"{', '.join(others)} and {last}" if others else last
    return f"{weeks_words(every_weeks)}, {days} at {hour_words(hour, minute)}"


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(0), zone).astimezone(UTC)
