"""When somebody may hear from us."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from services.notifications.domain.hours import Hours, fits, next_fit

MELBOURNE = ZoneInfo("Australia/Melbourne")
hours = st.builds(Hours, st.integers(0, 23), st.integers(1, 24))
moments = st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def local(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=MELBOURNE).astimezone(UTC)


def test_eight_in_the_morning_fits_and_a_minute_before_does_not() -> None:
    assert fits(Hours(), local(2026, 3, 2, 8), MELBOURNE)
    assert not fits(Hours(), local(2026, 3, 2, 7, 59), MELBOURNE)


def test_eight_in_the_evening_is_too_late_and_a_minute_before_is_not() -> None:
    assert not fits(Hours(), local(2026, 3, 2, 20), MELBOURNE)
    assert fits(Hours(), local(2026, 3, 2, 19, 59), MELBOURNE)


def test_the_morning_opens_at_another_utc_hour_after_daylight_saving_ends() -> None:
    """On Sunday 5 April 2026 the clocks go back: eight o'clock moves from 21.00 to 22.00 UTC."""
    assert next_fit(Hours(), local(2026, 4, 3, 23), MELBOURNE) == datetime(2026, 4, 3, 21, tzinfo=UTC)
    assert next_fit(Hours(), local(2026, 4, 4, 23), MELBOURNE) == datetime(2026, 4, 4, 22, tzinfo=UTC)


def test_the_morning_opens_at_another_utc_hour_after_daylight_saving_begins() -> None:
    """On Sunday 4 October 2026 the clocks go forward: eight o'clock moves from 22.00 to 21.00 UTC."""
    assert next_fit(Hours(), local(2026, 10, 2, 23), MELBOURNE) == datetime(2026, 10, 2, 22, tzinfo=UTC)
    assert next_fit(Hours(), local(2026, 10, 3, 23), MELBOURNE) == datetime(2026, 10, 3, 21, tzinfo=UTC)


def test_their_own_hours_count_within_the_day() -> None:
    mornings = Hours(9, 12)
    assert not fits(mornings, local(2026, 3, 2, 8, 30), MELBOURNE)
    assert fits(mornings, local(2026, 3, 2, 11, 59), MELBOURNE)
    assert next_fit(mornings, local(2026, 3, 2, 12), MELBOURNE) == local(2026, 3, 3, 9)


def test_hours_over_midnight_leave_the_evening_and_the_morning() -> None:
    night_shift = Hours(18, 10)
    assert fits(night_shift, local(2026, 3, 2, 9), MELBOURNE)
    assert fits(night_shift, local(2026, 3, 2, 18), MELBOURNE)
    assert not fits(night_shift, local(2026, 3, 2, 14), MELBOURNE)


def test_hours_in_the_night_leave_no_time_at_all() -> None:
    assert next_fit(Hours(21, 23), local(2026, 3, 2, 12), MELBOURNE) is None
    assert next_fit(Hours(9, 9), local(2026, 3, 2, 12), MELBOURNE) is None


@given(hours, moments)
def test_nothing_ever_leaves_at_night(hours: Hours, now: datetime) -> None:
    if fits(hours, now, MELBOURNE):
        assert 8 <= now.astimezone(MELBOURNE).hour < 20


@given(hours, moments)
def test_the_next_moment_fits_and_none_before_it_does(hours: Hours, now: datetime) -> None:
    found = next_fit(hours, now, MELBOURNE)
    until = found or now + timedelta(days=2)
    assert found is None or fits(hours, found, MELBOURNE)
    at = now
    while at < until:
        assert not fits(hours, at, MELBOURNE)
        at += timedelta(minutes=37)
