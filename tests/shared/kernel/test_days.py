"""Days and hours as people say them."""

from datetime import date

import pytest

from shared.kernel.days import HELD, between_words, date_words, day_words, hour_words, read_date, read_year, span_words

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


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("12 May 1949", date(1949, 5, 12)),
        ("3rd of May 1951", date(1951, 5, 3)),
        ("the 3rd of May, 1951", date(1951, 5, 3)),
        ("May 12, 1949", date(1949, 5, 12)),
        ("12-May-1949", date(1949, 5, 12)),
        ("12may1949", date(1949, 5, 12)),
        ("12 May 1949.", date(1949, 5, 12)),
        ("12. May 1949", date(1949, 5, 12)),
        ("Thursday 12 May 1949", date(1949, 5, 12)),
        ("Thu, 12 Sept. 1949", date(1949, 9, 12)),
        ("1st jan 2000", date(2000, 1, 1)),
        ("27/3/1959", date(1959, 3, 27)),
        ("27 / 3 / 1959", date(1959, 3, 27)),
        ("27.3.1959", date(1959, 3, 27)),
        ("27.3.1959.", date(1959, 3, 27)),
        ("27 3 1959", date(1959, 3, 27)),
        ("1959-03-27", date(1959, 3, 27)),
        ("1959/3/27", date(1959, 3, 27)),
        ("２７／３／１９５９", date(1959, 3, 27)),
        ("٢٧/٣/١٩٥٩", date(1959, 3, 27)),
        ("27/3/1959\u200f", date(1959, 3, 27)),
        ("ngày 12 tháng 5 năm 1949", date(1949, 5, 12)),
    ],
)
def test_a_day_is_read_as_people_write_it(written: str, day: date) -> None:
    assert read_date(written) == day


@pytest.mark.parametrize(
    "written",
    ["12/5/49", "12 May 49", "31 June 1949", "12 Ma 1949", "12 Ju 1949", "May 1949", "tomorrow", "", "12 13 1949",
     "1949", "12 mayhem 1949"],
)  # fmt: skip
def test_what_is_no_day_is_not_guessed(written: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_date(written)


@pytest.mark.parametrize("written", ["1949", "in 1949", "May 1949", "born 1949", " 1949 ", "１９４９"])
def test_a_year_is_read_alone_or_with_its_month(written: str) -> None:
    assert read_year(written) == 1949
