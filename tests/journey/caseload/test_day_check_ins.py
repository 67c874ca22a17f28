"""My day: who is asked how they are, how late that is, and what they answered."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.journey.caseload.rules import day
from services.journey.core.rules.people import CheckInMessage
from services.journey.core.rules.rhythm import Rhythm
from tests.journey.needing import MELBOURNE, PLAN, heads, only
from tests.journey.people import NOON, person


def test_after_two_silent_messages_a_person_asks_and_the_list_says_why():
    need = only(
        person(
            asked=CheckInMessage(NOON - timedelta(hours=2), by_person=True), last_contact_at=NOON - timedelta(days=15)
        )
    )
    assert need.detail == "Two messages went unanswered, so you ask. Last in touch 15 days ago."


def test_a_check_in_that_was_moved_comes_at_its_new_time():
    moved = CheckInMessage(NOON - timedelta(days=3), moved_to=NOON + timedelta(hours=3))
    assert (only(person(asked=moved)).tag, only(person(asked=moved)).tint) == ("Today 3\N{NO-BREAK SPACE}pm", "due")
    assert heads(person(asked=replace(moved, moved_to=NOON + timedelta(days=1)))) == []
    long_ago = person(last_contact_at=NOON - timedelta(days=17))
    assert only(replace(long_ago, asked=replace(moved, moved_to=NOON - timedelta(days=2)))).tag == "2 days late"


def test_a_check_in_says_how_late_it_is():
    need = only(person(asked=CheckInMessage(NOON - timedelta(days=3)), last_contact_at=NOON - timedelta(days=17)))
    assert (need.tag, need.tint) == ("3 days late", "late")
    assert need.detail == "Every two weeks, Tuesday at 10\N{NO-BREAK SPACE}am. Last in touch 17 days ago."


def test_a_word_between_them_since_it_was_due_answers_a_check_in():
    """Looking back at a first visit together, say: nobody has to ask how they are once more."""
    due = CheckInMessage(NOON - timedelta(days=12))
    assert heads(person(asked=due, last_contact_at=NOON - timedelta(days=6))) == []
    agreed_on = replace(due, moved_to=NOON - timedelta(days=2))
    assert heads(person(asked=agreed_on, last_contact_at=NOON - timedelta(days=6))) == ["Check-in with Dimi"]
    assert heads(person(asked=due, last_contact_at=NOON - timedelta(days=11))) == []
    assert heads(person(asked=due, last_contact_at=NOON - timedelta(days=40))) == ["Check-in with Dimi"]


def test_somebody_who_was_in_touch_just_before_is_asked_and_not_called_late():
    need = only(person(asked=CheckInMessage(NOON - timedelta(days=3)), last_contact_at=NOON - timedelta(days=4)))
    assert (need.tag, need.tint) == ("Due 3 days ago", "due")
    assert need.detail.endswith("Last in touch 4 days ago, within their rhythm.")


def test_somebody_whose_check_in_was_answered_by_a_word_long_ago_is_quiet():
    long_ago = person(asked=CheckInMessage(NOON - timedelta(days=50)), last_contact_at=NOON - timedelta(days=40))
    assert heads(long_ago) == ["Dimi has been quiet"]


@given(
    due=st.integers(-10, 400), spoke=st.none() | st.integers(0, 400), weeks=st.integers(1, 26),
    moved=st.none() | st.integers(-10, 400),
)  # fmt: skip
def test_nobody_is_late_who_was_in_touch_within_their_rhythm(due, spoke, weeks, moved):
    asked = CheckInMessage(NOON - timedelta(hours=due * 7), moved_to=moved and NOON - timedelta(hours=moved * 7))
    spoke_at = None if spoke is None else NOON - timedelta(hours=spoke * 7)
    them = person(asked=asked, last_contact_at=spoke_at, rhythm=Rhythm(weeks, 1, 10, NOON - timedelta(days=60)))
    for need in day.what_needs_me([them], NOON, MELBOURNE):
        if need.kind == "check_in" and spoke_at and NOON - spoke_at <= timedelta(weeks=weeks):
            assert need.tint != "late"
            assert "late" not in need.tag


@pytest.mark.parametrize(("feeling", "please_call"), [("hard", False), ("okay", True)])
def test_an_answer_of_today_has_not_waited_too_long_and_one_of_yesterday_has(feeling, please_call):
    def summed(answered_at):
        needs = day.what_needs_me(
            [person(asked=CheckInMessage(answered_at, answered_at, feeling, please_call))], NOON, MELBOURNE, PLAN
        )
        return needs[0].tint, day.summary(needs)

    assert summed(NOON - timedelta(hours=1)) == ("due", "One thing needs you; nothing has waited too long.")
    assert summed(NOON - timedelta(hours=13)) == ("late", "One thing needs you; one has waited longer than it should.")


def test_a_good_answer_asks_for_nothing():
    assert heads(person(asked=CheckInMessage(NOON, NOON, "good"))) == []


def test_a_line_to_read_stays_until_they_talk_however_long_that_is():
    asked = CheckInMessage(NOON - timedelta(days=40), NOON - timedelta(days=40), "okay", False, "all right")
    [head] = heads(person("Lu", asked=asked, last_contact_at=NOON - timedelta(days=41)))
    assert head == "Lu tapped “okay, I guess”"
    assert heads(person("Lu", asked=asked, last_contact_at=NOON - timedelta(days=1))) == []
