"""Ten years of any rhythm, against dateutil: moment for moment, through every change of the clocks."""

from bisect import bisect_right
from collections.abc import Container
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from dateutil import tz
from dateutil.rrule import DAILY, MO, WEEKLY, rrule
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.journey.core.rules.rhythm import Calendar, Pause, Rhythm
from shared.config import calendars
from tests.doors import settings_for

pytestmark = pytest.mark.long

MELBOURNE = ZoneInfo("Australia/Melbourne")
ELSEWHERE = tz.gettz("Australia/Melbourne")
VICTORIA = calendars.of(settings_for("journey", "postgresql://nobody@127.0.0.1/none")).days_off
TEN_YEARS = timedelta(days=3653)
WELL_BEFORE_THE_END = timedelta(days=400)
START = datetime(2025, 1, 1, tzinfo=UTC)

RHYTHMS = st.builds(
    lambda every_weeks, days, hour, minute, since: Rhythm(every_weeks, min(days), hour, since, minute, tuple(days)),
    st.integers(1, 26),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 23) | st.sampled_from([2, 3]),
    st.integers(0, 59),
    st.timedeltas(timedelta(0), timedelta(days=800)).map(lambda later: START + later),
)
PAUSES = st.lists(
    st.tuples(st.integers(0, 3600), st.none() | st.integers(0, 400), st.none() | st.floats(0, 3700)), max_size=4
).map(
    lambda found: tuple(
        Pause(
            UUID(int=number),
            START.date() + timedelta(first),
            None if length is None and ended is None else START.date() + timedelta(first + (length or 100)),
            "holiday",
            None if ended is None else START + timedelta(ended),
        )
        for number, (first, length, ended) in enumerate(found)
    )
)
OWN_DAYS = st.sets(st.integers(0, 3600).map(lambda day: START.date() + timedelta(day)), max_size=40)
NOWS = st.lists(st.timedeltas(timedelta(0), TEN_YEARS - WELL_BEFORE_THE_END), min_size=1, max_size=5)
SUNDAY_HALF_PAST_TWO = Rhythm(1, 6, 2, START, 30, (6,))


def by_dateutil(rhythm: Rhythm, days_off: Container[date] = frozenset()) -> list[datetime]:
    """The same rhythm said to another library, and days off taken one by one."""
    begins = rhythm.since.astimezone(MELBOURNE).replace(tzinfo=None)
    clock = time(rhythm.hour, rhythm.minute)
    daily = rrule(DAILY, dtstart=datetime.combine(begins.date(), clock), byweekday=rhythm.days, count=8)
    first = next(day for day in daily if _utc(day) > rhythm.since)
    rule = rrule(
        WEEKLY, interval=rhythm.every_weeks, byweekday=rhythm.days, wkst=MO, dtstart=first, until=begins + TEN_YEARS
    )
    days = set()
    for asked in rule:
        day = asked.date()
        while asked.date() in days_off and (day in days_off or day.weekday() > 4):
            day += timedelta(1)
        days.add(day)
    return sorted(_utc(datetime.combine(day, clock)) for day in days)


def _utc(wall: datetime) -> datetime:
    return tz.resolve_imaginary(wall.replace(tzinfo=ELSEWHERE)).astimezone(UTC)


def all_of(rhythm: Rhythm, calendar: Calendar, until: datetime) -> list[datetime]:
    found, at = [], rhythm.next_after(rhythm.since, calendar)
    while at is not None and at < until:
        found.append(at)
        at = rhythm.next_after(at, calendar)
    return found


def end_of(rhythm: Rhythm) -> datetime:
    return rhythm.since + TEN_YEARS - WELL_BEFORE_THE_END


@settings(max_examples=150, deadline=None)
@given(RHYTHMS)
@example(SUNDAY_HALF_PAST_TWO)
@example(Rhythm(26, 0, 23, START, 59, (0, 6)))
def test_over_ten_years_every_moment_is_the_one_that_dateutil_names(rhythm: Rhythm) -> None:
    until = end_of(rhythm)
    ours = all_of(rhythm, Calendar(MELBOURNE), until)
    assert ours == [moment for moment in by_dateutil(rhythm) if moment < until]
    assert all(earlier < later for earlier, later in pairwise(ours))


@settings(max_examples=150, deadline=None)
@given(RHYTHMS, PAUSES, OWN_DAYS)
@example(Rhythm(1, 0, 10, START, 0, (0, 4, 5)), (), set())
def test_with_holidays_and_pauses_it_is_the_next_working_day_and_never_within_a_pause(
    rhythm: Rhythm, pauses: tuple[Pause, ...], own: set[date]
) -> None:
    class Off:
        def __contains__(self, day: object) -> bool:
            return day in VICTORIA or day in own

    calendar, until = Calendar(MELBOURNE, Off(), pauses), end_of(rhythm)
    ours = all_of(rhythm, calendar, until)
    quiet = [(pause.begins(MELBOURNE), pause.ends(MELBOURNE)) for pause in pauses]
    assert ours == [
        moment
        for moment in by_dateutil(rhythm, Off())
        if moment < until and not any(begin <= moment and (end is None or moment < end) for begin, end in quiet)
    ]
    assert not any(moment.astimezone(MELBOURNE).date() in calendar.days_off for moment in ours)


@settings(max_examples=150, deadline=None)
@given(RHYTHMS, PAUSES, NOWS)
def test_what_came_last_and_what_comes_next_stand_on_both_sides_of_any_moment(
    rhythm: Rhythm, pauses: tuple[Pause, ...], nows: list[timedelta]
) -> None:
    calendar = Calendar(MELBOURNE, VICTORIA, pauses)
    moments = all_of(rhythm, calendar, rhythm.since + TEN_YEARS)
    for later in nows:
        now = rhythm.since + later
        place = bisect_right(moments, now)
        assert rhythm.latest_until(now, calendar) == (moments[place - 1] if place else None)
        following = rhythm.next_after(now, calendar)
        assert following == moments[place] if place < len(moments) else following is None or following > now


def test_the_hour_that_is_missing_comes_later_and_the_one_that_comes_twice_is_the_first() -> None:
    moments = {moment.astimezone(MELBOURNE).strftime("%F %H:%M %z") for moment in by_dateutil(SUNDAY_HALF_PAST_TWO)}
    ours = all_of(SUNDAY_HALF_PAST_TWO, Calendar(MELBOURNE), START + TEN_YEARS)
    assert {moment.astimezone(MELBOURNE).strftime("%F %H:%M %z") for moment in ours} == moments
    assert {"2025-10-05 03:30 +1100", "2025-04-06 02:30 +1100", "2025-04-13 02:30 +1000"} <= moments
