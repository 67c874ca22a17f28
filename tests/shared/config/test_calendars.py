"""Days on which nobody works here: Victoria's, and a Local's own."""

from datetime import date

import pytest

from shared.config import calendars
from tests.doors import settings_for


def days_off(**changes):
    return calendars.of(settings_for("journey", "postgresql://nobody@127.0.0.1/none", **changes)).days_off


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 26), "Australia Day"),
        (date(2026, 3, 9), "Labour Day"),
        (date(2026, 4, 3), "Good Friday"),
        (date(2026, 4, 4), "Easter Saturday"),
        (date(2026, 6, 8), "King's Birthday"),
        (date(2026, 9, 25), "Friday before the AFL Grand Final"),
        (date(2026, 11, 3), "Melbourne Cup Day"),
        (date(2026, 12, 28), "Boxing Day (observed)"),
    ],
)
def test_victorias_public_holidays_are_days_off(day, name):
    assert day in days_off()
    assert days_off().name(day) == name


def test_an_ordinary_tuesday_is_none():
    assert date(2026, 3, 3) not in days_off()


def test_a_local_adds_days_of_its_own_and_works_on_others(tmp_path):
    own = tmp_path / "days.json"
    own.write_text('{"2026-10-28": "Geelong Cup Day", "2026-11-03": null}')
    known = days_off(days_off=own)
    assert [date(2026, 10, 28) in known, date(2026, 11, 3) in known, date(2026, 12, 25) in known] == [True, False, True]
    assert known.name(date(2026, 10, 28)) == "Geelong Cup Day"


@pytest.mark.parametrize("words", ["", "[]", '{"2026-10-28": 1}', '{"28 October": "Cup Day"}'])
def test_a_file_that_says_no_days_is_refused_at_the_start_with_what_would_be_right(tmp_path, words):
    own = tmp_path / "days.json"
    own.write_text(words)
    with pytest.raises(ValueError, match="Geelong Cup Day"):
        days_off(days_off=own)


def test_a_file_that_is_not_there_is_refused_at_the_start(tmp_path):
    with pytest.raises(ValueError, match="cannot be read"):
        days_off(days_off=tmp_path / "none.json")


def test_a_file_in_another_encoding_is_refused_at_the_start(tmp_path):
    own = tmp_path / "days.json"
    own.write_bytes('{"2026-10-28": "Fête"}'.encode("cp1252"))
    with pytest.raises(ValueError, match="cannot be read: it is not in UTF-8"):
        days_off(days_off=own)
