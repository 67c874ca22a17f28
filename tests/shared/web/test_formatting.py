"""Times and numbers as people say them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from markupsafe import Markup

from shared.kernel import phones
from shared.kernel.counts import counted
from shared.kernel.days import day_words
from shared.web.formatting import Times, ago_words, clock_words, number, unbroken

from .conftest import NOW, Browser

ZONE = ZoneInfo("Australia/Melbourne")
TODAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (14, 30, "2.30\N{NO-BREAK SPACE}pm"),
        (9, 0, "9\N{NO-BREAK SPACE}am"),
        (0, 0, "midnight"),
        (12, 0, "midday"),
        (0, 5, "12.05\N{NO-BREAK SPACE}am"),
        (12, 5, "12.05\N{NO-BREAK SPACE}pm"),
    ],
)
def test_a_time_is_said_as_people_say_it(hour: int, minute: int, said: str) -> None:
    assert clock_words(datetime(2026, 3, 3, hour, minute, tzinfo=UTC)) == said


def test_a_day_names_its_year_only_if_it_is_another() -> None:
    assert day_words(TODAY, TODAY) == "Tuesday 3\N{NO-BREAK SPACE}March"
    assert day_words(date(2025, 12, 31), TODAY) == "Wednesday 31\N{NO-BREAK SPACE}December 2025"


@pytest.mark.parametrize(
    ("gap", "said"),
    [
        (timedelta(seconds=-20), "just now"),
        (timedelta(minutes=-5), "5 minutes ago"),
        (timedelta(hours=-2), "2 hours ago"),
        (timedelta(hours=3), "in 3 hours"),
        (timedelta(hours=-15), "yesterday"),
        (timedelta(days=-6), "6 days ago"),
        (timedelta(days=1), "tomorrow"),
        (timedelta(days=8), "in 8 days"),
        (timedelta(days=-30), "4 weeks ago"),
        (timedelta(days=-120), "4 months ago"),
        (timedelta(days=-1100), "3 years ago"),
    ],
)
def test_how_long_ago_is_said_as_people_say_it(gap: timedelta, said: str) -> None:
    assert ago_words(NOW + gap, NOW, ZONE) == said


def test_a_day_without_a_time_is_today_all_day() -> None:
    assert ago_words(TODAY, NOW, ZONE) == "today"


def test_the_exact_time_stands_in_the_markup() -> None:
    marked = Times(ZONE).when(datetime(2026, 3, 3, 3, 30, tzinfo=UTC), NOW)
    assert marked == (
        '<time datetime="2026-03-03T03:30:00Z" title="Tuesday 3 March 2026, 14:30 AEDT">'
        "Tuesday 3\N{NO-BREAK SPACE}March, 2.30\N{NO-BREAK SPACE}pm</time>"
    )


def test_nothing_is_said_to_be_not_known() -> None:
    assert "not known" in Times(ZONE).when(None, NOW)


@pytest.mark.parametrize(
    ("value", "said"), [(1234, "1,234"), (-1.08, "−1.1"), (0, "0"), (2.0, "2"), (None, "–"), (-0.01, "0.0")]
)
def test_a_number_is_written_to_be_read(value: float | None, said: str) -> None:
    assert number(value) == said


def test_one_is_one() -> None:
    assert (counted(1, "person", "people"), counted(3, "day")) == ("1 person", "3 days")


async def test_a_page_says_times_in_the_locals_zone(thuy: Browser) -> None:
    text = (await thuy.get("/journey")).text
    assert "Wednesday 25\N{NO-BREAK SPACE}February, 2.30\N{NO-BREAK SPACE}pm</time>" in text
    assert "6 days ago</time>" in text
    assert "Monday 3\N{NO-BREAK SPACE}March 2025</time>" in text
    assert "1,234.5" in text
    assert "−3" in text


@pytest.mark.parametrize(
    ("given", "said"),
    [("+61491570006", "0491 570 006"), ("+61394485522", "03 9448 5522"), ("+4930901820", "+4930901820"), (None, "")],
)
def test_a_phone_number_reads_as_people_here_write_it(given: str | None, said: str) -> None:
    assert phones.words(given) == said


def test_a_phone_number_in_a_text_is_not_broken_over_two_lines() -> None:
    said = "Call 03 9448 5522, or 13 11 14, within 3 days or on 4 March"
    assert unbroken(said) == "Call 03\xa09448\xa05522, or 13\xa011\xa014, within 3 days or on 4 March"
    assert unbroken(Markup("<b>13 92 76</b>")) == Markup("<b>13\xa092\xa076</b>")
