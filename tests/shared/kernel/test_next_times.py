"""When something that is on every week is next."""

from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest

from shared.kernel.next_times import Coming, next_beginning, next_times, no_day_off, time_on

ZONE = ZoneInfo("Australia/Melbourne")
TEN = time(10)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=ZONE)  # type: ignore[misc,arg-type]


def labour_day(day: date) -> str | None:
    return "Labour Day" if day == date(2026, 3, 9) else None


def days(now: datetime, minutes: int | None = 120) -> list[date]:
    return [each.starts_at.date() for each in islice(next_times(0, TEN, minutes, now, ZONE, no_day_off), 2)]


def test_one_that_is_going_on_comes_first_and_one_that_is_over_does_not() -> None:
    assert days(at(2026, 3, 2, 11)) == [date(2026, 3, 2), date(2026, 3, 9)]
    assert days(at(2026, 3, 2, 12)) == [date(2026, 3, 9), date(2026, 3, 16)]
    assert days(at(2026, 3, 2, 11), minutes=None) == [date(2026, 3, 9), date(2026, 3, 16)]


def test_one_can_be_there_from_the_beginning_only_before_it_begins() -> None:
    assert next_beginning(0, TEN, at(2026, 3, 2, 9), ZONE, no_day_off).starts_at == at(2026, 3, 2, 10)
    assert next_beginning(0, TEN, at(2026, 3, 2, 11), ZONE, no_day_off).starts_at == at(2026, 3, 9, 10)


@pytest.mark.parametrize("day", [date(2026, 3, 30), date(2026, 4, 6), date(2026, 10, 5)])
def test_it_is_at_the_same_hour_in_summer_and_winter(day: date) -> None:
    coming = time_on(day, TEN, 90, ZONE, no_day_off)
    assert (coming.starts_at.hour, coming.ends_at and coming.ends_at.hour) == (10, 11)
    assert coming.starts_at.date() == day


def test_on_a_night_on_which_the_clocks_change_it_lasts_as_long_as_ever() -> None:
    coming = time_on(date(2026, 4, 5), time(1), 180, ZONE, no_day_off)
    assert coming.ends_at
    assert coming.ends_at.timestamp() - coming.starts_at.timestamp() == timedelta(hours=3).total_seconds()


def test_a_day_off_says_that_one_asks_first() -> None:
    holiday = next_beginning(0, TEN, at(2026, 3, 3, 9), ZONE, labour_day)
    assert holiday.ask_first == "Labour Day: ask first whether it is on"
    assert holiday.will_be_asked == "Labour Day: people may ask you whether it is on"
    assert Coming(at(2026, 3, 2, 10)).ask_first is Coming(at(2026, 3, 2, 10)).will_be_asked is None
