"""Days and hours as people say them."""

from datetime import date

import pytest

from shared.days import HELD, between_words, date_words, day_words, hour_words, span_words

TUESDAY = date(2026, 3, 3)


def test_a_day_has_its_weekday_and_its_year_only_where_that_is_another_one() -> None:
    assert day_words(TUESDAY, TUESDAY) == f"Tuesday 3{HELD}March"
    assert day_words(TUESDAY, date(2025, 12, 31)) == f"Tuesday 3{HELD}March 2026"
    assert day_words(TUESDAY, TUESDAY, weekday=False) == f"3{HELD}March"
    assert date_words(TUESDAY) == "3 March 2026"


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (0, 0, "midnight"),
        (9, 0, "9 am"),
        (9, 5, "9.05 am"),
        (12, 0, "midday"),
        (12, 30, "12.30 pm"),
        (24, 0, "midnight"),
    ],
)
def test_an_hour_is_said_as_on_a_clock_on_the_wall(hour: int, minute: int, said: str) -> None:
    assert hour_words(hour, minute) == said.replace(" ", HELD)


def test_two_hours_say_between_what() -> None:
    assert between_words(8, 20) == f"between 8{HELD}am and 8{HELD}pm"


@pytest.mark.parametrize(
    ("until", "said"),
    [
        (None, "from Tuesday 3_March with no end yet"),
        (TUESDAY, "on Tuesday 3_March"),
        (date(2026, 3, 20), "from Tuesday 3 to Friday 20_March"),
        (date(2026, 4, 1), "from Tuesday 3_March to Wednesday 1_April"),
        (date(2027, 3, 3), "from Tuesday 3_March to Wednesday 3_March 2027"),
    ],
)
def test_a_span_says_its_month_once(until: date | None, said: str) -> None:
    assert span_words(TUESDAY, until, TUESDAY) == said.replace("_", HELD)
