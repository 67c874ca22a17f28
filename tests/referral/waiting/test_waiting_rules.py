"""How it stands with somebody who waits follows from what they asked for, without anything around it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.referral.waiting import rules
from services.referral.waiting.rules import Limits, Waiting, Waitlisted
from shared.kernel.refusal import Refused

TODAY = date(2026, 7, 1)
LIMITS = Limits(28, 28)
FOR_ROOM = Waiting("no_capacity", TODAY - timedelta(days=20), TODAY - timedelta(days=22))
ASKED = replace(FOR_ROOM, reason="asked_to_wait")


def tint(one: Waiting, today: date = TODAY) -> str:
    return rules.standing(one, today, LIMITS).tint


@pytest.mark.parametrize("days", range(0, 400, 13))
@pytest.mark.parametrize("again", [None, TODAY - timedelta(days=90), TODAY + timedelta(days=90)])
def test_whoever_asked_to_wait_is_never_late(days: int, again: date | None) -> None:
    long_ago = TODAY - timedelta(days=days)
    assert tint(replace(ASKED, since=long_ago, asked_on=long_ago, ask_again_on=again)) != "late"


def test_whoever_asked_to_wait_until_a_day_is_left_in_peace_until_then() -> None:
    long_ago = replace(ASKED, since=date(2026, 2, 1), asked_on=date(2026, 2, 1), ask_again_on=date(2026, 8, 3))
    said = rules.standing(long_ago, TODAY, LIMITS)
    assert (said.tint, said.words) == ("calm", "Asked to wait until Monday 3\N{NO-BREAK SPACE}August")
    assert tint(long_ago, date(2026, 8, 3)) == "due"


def test_whoever_asked_to_wait_without_a_day_is_asked_after_some_weeks() -> None:
    assert tint(ASKED) == "calm"
    assert tint(ASKED, TODAY + timedelta(days=9)) == "due"
    assert tint(replace(ASKED, told_on=TODAY), TODAY + timedelta(days=9)) == "calm"


def test_waiting_for_room_is_late_after_four_weeks_from_the_day_they_asked() -> None:
    assert tint(replace(FOR_ROOM, told_on=TODAY), TODAY + timedelta(days=6)) == "calm"
    assert tint(replace(FOR_ROOM, told_on=TODAY), TODAY + timedelta(days=7)) == "late"


def test_who_has_not_heard_from_us_for_long_is_let_known() -> None:
    long_limits = Limits(90, 28)
    assert rules.standing(FOR_ROOM, TODAY + timedelta(days=8), long_limits).tint == "due"
    told = replace(FOR_ROOM, told_on=TODAY)
    assert rules.standing(told, TODAY + timedelta(days=8), long_limits).tint == "calm"


@pytest.mark.parametrize(
    ("asked_on", "by"),
    [
        (date(2026, 3, 2), date(2026, 3, 5)),  # a Monday: Thursday
        (date(2026, 3, 5), date(2026, 3, 11)),  # over a weekend and Labour Day
        (date(2026, 3, 7), date(2026, 3, 12)),  # a Saturday
    ],
)
def test_a_first_answer_is_promised_in_working_days(asked_on: date, by: date) -> None:
    assert rules.answer_by(asked_on, 3, {date(2026, 3, 9)}) == by


@pytest.mark.parametrize("on", [TODAY, TODAY - timedelta(days=1), TODAY + timedelta(days=400)])
def test_a_day_to_ask_again_is_still_to_come_and_within_a_year(on: date) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_ask_again(on, TODAY)
    assert refused.value.field == "ask_again_on"


@pytest.mark.parametrize(("is_waiting", "changes"), [(False, 0), (True, 1)])
def test_what_was_changed_or_decided_since_is_not_changed_unseen(is_waiting: bool, changes: int) -> None:
    one, now = Waitlisted(uuid4(), uuid4(), is_waiting, changes), datetime(2026, 7, 1, tzinfo=UTC)
    with pytest.raises(Refused) as refused:
        rules.change(one, uuid4(), "no_capacity", None, None, 0, uuid4(), TODAY, now)
    assert refused.value.conflict


@pytest.mark.parametrize(
    ("people", "half", "most", "said"),
    [
        (4, 10, 20, ""),
        (0, None, None, ""),
        (
            12,
            18,
            34,
            "Of the last 12 people who waited for room, half waited 3 weeks or less, and 8 in 10 5 weeks or less.",
        ),
        (
            5,
            2,
            7,
            "Of the last 5 people who waited for room, half waited one week or less, and 8 in 10 one week or less.",
        ),
    ],
)
def test_how_long_it_takes_is_said_from_real_figures_or_not_at_all(
    people: int, half: Any, most: Any, said: str
) -> None:
    def days(number: int | None) -> timedelta | None:
        return None if number is None else timedelta(days=number)

    assert rules.usual(people, days(half), days(most)) == said
