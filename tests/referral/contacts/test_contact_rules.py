"""What may be noted of a try or a talk, and when enough was tried, without anything around it."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from services.referral.contacts import rules
from services.referral.contacts.rules import About, Contact, ContactDetails, Patience
from shared.kernel.refusal import NotFound, Refused
from shared.rules import contacts as words

ZONE = ZoneInfo("Australia/Melbourne")
NOW = datetime(2026, 3, 5, 4, tzinfo=UTC)  # Thursday, 3 pm
ABOUT = About(uuid4(), uuid4(), datetime(2026, 3, 2, 1, tzinfo=UTC), ZONE, NOW)
HARPREET = uuid4()
RANG = ContactDetails("call", "no_answer")
LOCALS = Patience(3, 14)


def contact(days_ago: float = 0, **more: Any) -> Contact:
    known = Contact(
        uuid4(), ABOUT.referral_id, "call", "no_answer", NOW - timedelta(days=days_ago), False, None, None, None,
        HARPREET, NOW, 0,
    )  # fmt: skip
    return replace(known, **more)


def refused(**more: Any) -> str | None:
    with pytest.raises(Refused) as why:
        rules.note(ABOUT, uuid4(), replace(RANG, **more), HARPREET)
    return why.value.field


def test_without_a_day_or_a_time_it_was_just_now() -> None:
    told = rules.note(ABOUT, uuid4(), RANG, HARPREET)
    assert (told.happened_at, told.whole_day) == (NOW, False)


def test_yesterday_without_a_time_is_a_whole_day_and_counts_as_midday() -> None:
    told = rules.note(ABOUT, uuid4(), replace(RANG, on=date(2026, 3, 4)), HARPREET)
    assert (told.happened_at.astimezone(ZONE).hour, told.whole_day) == (12, True)


def test_an_earlier_day_with_its_time_is_that_moment() -> None:
    told = rules.note(ABOUT, uuid4(), replace(RANG, on=date(2026, 3, 4), at=time(14, 5)), HARPREET)
    assert (told.happened_at, told.whole_day) == (datetime(2026, 3, 4, 14, 5, tzinfo=ZONE), False)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"on": date(2026, 3, 6)}, "on"),
        ({"at": time(16)}, "at"),
        ({"on": date(2026, 3, 1)}, "on"),
        ({"minutes": 5}, "minutes"),
        ({"way": "letter"}, "outcome"),
        ({"way": "came_by"}, "outcome"),
        ({"outcome": "sent"}, "outcome"),
        ({"again_at": NOW + timedelta(days=1)}, "again_at"),
        ({"outcome": "ring_again", "again_at": NOW - timedelta(hours=1)}, "again_at"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(more: dict[str, Any], field: str) -> None:
    assert refused(**more) == field


def test_what_they_asked_for_is_kept_with_its_moment() -> None:
    again = NOW + timedelta(days=1)
    told = rules.note(ABOUT, uuid4(), ContactDetails("call", "ring_again", minutes=2, again_at=again), HARPREET)
    assert (told.again_at, told.minutes) == (again, 2)


def test_no_word_and_nobody_who_noted_it_leaves_with_the_event() -> None:
    body = rules.note(ABOUT, uuid4(), replace(RANG, words="her sister answered"), HARPREET).body()
    assert b"sister" not in body
    assert str(HARPREET).encode() not in body


def test_every_way_reads_as_a_sentence_with_everything_that_may_come_of_it() -> None:
    said = [words.sentence(way, outcome) for way, fitting in words.FITTING.items() for outcome in fitting]
    assert len(set(said)) == len(said)
    assert words.sentence("call", "talked", 20) == "Talked on the phone, 20 minutes"
    assert words.sentence("met", "talked", 1) == "Met and talked, 1 minute"


def test_an_older_page_puts_nothing_right_that_was_put_right_since() -> None:
    with pytest.raises(Refused) as why:
        rules.correct(ABOUT, contact(corrections=1), RANG, 0, uuid4(), HARPREET)
    assert why.value.conflict


def test_what_was_taken_back_is_neither_put_right_nor_taken_back_again() -> None:
    gone = contact(taken_back_at=NOW)
    with pytest.raises(Refused):
        rules.correct(ABOUT, gone, RANG, 0, uuid4(), HARPREET)
    with pytest.raises(Refused):
        rules.take_back(ABOUT, gone, "twice", HARPREET)


def test_a_contact_of_another_referral_is_not_found_here() -> None:
    with pytest.raises(NotFound):
        rules.take_back(ABOUT, contact(referral_id=uuid4()), "twice", HARPREET)


def test_three_tries_over_two_weeks_are_enough() -> None:
    assert rules.too_few([contact(), contact(7), contact(14)], LOCALS, NOW) == ""


@pytest.mark.parametrize(
    ("noted", "words"),
    [
        ([], "No try is noted yet."),
        ([contact()], "One try is noted, the first one today."),
        ([contact(), contact(1)], "2 tries are noted, the first one yesterday."),
        ([contact(), contact(3), contact(5)], "3 tries are noted, the first one 5 days ago."),
        ([contact(20, outcome="talked")], "No try is noted yet."),
        ([contact(20), contact(20, taken_back_at=NOW), contact(20)], "2 tries are noted"),
    ],
)
def test_fewer_or_quicker_ones_are_not_and_it_is_said(noted: list[Contact], words: str) -> None:
    said = rules.too_few(noted, LOCALS, NOW)
    assert said.startswith(words)
    assert "at least 3 times over 2 weeks" in said


def test_one_tap_undoes_it_for_ten_minutes_and_for_whoever_noted_it() -> None:
    one = contact()
    assert rules.can_be_undone(one, HARPREET, NOW + timedelta(minutes=10))
    assert not rules.can_be_undone(one, HARPREET, NOW + timedelta(minutes=11))
    assert not rules.can_be_undone(one, uuid4(), NOW)
