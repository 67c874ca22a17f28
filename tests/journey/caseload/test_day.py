"""My day: what needs me, in which order, in which words."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

import pytest

from services.journey.caseload.rules import day
from services.journey.caseload.rules.needs import ORDER
from services.journey.core.rules.people import (
    Agreement,
    CheckInMessage,
    CurrentPause,
    Debrief,
    Hour,
    Meeting,
    OpenSafetyNote,
    Promise,
    Review,
)
from shared.kernel import next_times
from tests.journey.needing import MELBOURNE, PLAN, heads, only
from tests.journey.people import AT, CARD, NOON, asked, person


def test_nobody_who_is_doing_well_needs_me():
    assert heads(person()) == []


def test_the_list_begins_with_who_asks_for_us_and_ends_with_what_can_wait():
    waiting = person("Osman", last_contact_at=None, opened_at=NOON - timedelta(days=8), service_since=None)
    due = person("Margaret", asked=CheckInMessage(NOON - timedelta(days=2)))
    hard = person("Bruno", asked=CheckInMessage(NOON - timedelta(days=1), NOON, "hard", True, None))
    debrief = person("Carmel", debriefs=(Debrief(UUID(int=1), "the garden", date(2026, 3, 1)),))
    meeting = person("Błażej", meetings=(Meeting(UUID(int=2), "the choir", 0, time(18, 30), False),))
    quiet = person("Joan", last_contact_at=NOON - timedelta(days=40))
    ask = person("Amina", occasions=asked("baseline"))
    words = person("Lu", asked=CheckInMessage(NOON - timedelta(days=1), NOON, "okay", False, "missed the group"))
    assert heads(words, ask, quiet, meeting, debrief, due, waiting, hard) == [
        "Bruno tapped “hard” and asks for a call", "Osman is waiting for a first contact", "Check-in with Margaret",
        "Hear how it went for Carmel", "Go with Błażej to the choir", "Joan has been quiet", "Eight weeks with Amina",
        "Lu tapped “okay, I guess”",
    ]  # fmt: skip


TODAY = date(2026, 3, 2)


def everything():
    """Somebody who needs us in nearly every way there is, and others for the rest."""
    several = person(
        "Ada", asked=CheckInMessage(NOON - timedelta(days=2)),
        debriefs=(Debrief(UUID(int=1), "the garden", TODAY),),
        meetings=(Meeting(UUID(int=2), "the choir", 0, time(18, 30), False),),
        promises=(Promise(UUID(int=5), UUID(int=6), "ask about the bus", TODAY),),
        reviews=(Review(UUID(int=5), "walk to the shops", TODAY),), occasions=(),
        stepped_down=True, step_review_on=TODAY,
        agreements=(Agreement("named", "named-2026-01", TODAY + timedelta(days=9), "Dot"),),
        worries=(OpenSafetyNote(UUID(int=9), "worry", "now", "clinician", NOON, False),),
    )  # fmt: skip
    return [
        person("Bea", asked=CheckInMessage(NOON - timedelta(days=1), NOON, "okay", False, "missed the group")),
        person("Cem", closed_at=NOON, follow_up_on=TODAY),
        person("Gus", shut_out="no_year", gets_messages=True),
        person("Dan", last_contact_at=NOON - timedelta(days=40)),
        several,
        person("Eve", last_contact_at=None),
        person("Flo", asked=CheckInMessage(NOON - timedelta(days=1), NOON, "hard")),
    ]


def test_every_kind_of_need_stands_in_its_place():
    kinds = [need.kind for need in day.what_needs_me(everything(), NOON, MELBOURNE)]
    assert list(dict.fromkeys(kinds)) == [kind for kind in ORDER if kind in kinds]
    assert set(kinds) >= set(ORDER) - {"measure"}


def test_a_safety_note_goes_before_anything_else_and_the_most_urgent_first():
    this_week = OpenSafetyNote(UUID(int=1), "worry", "this_week", "lead", NOON - timedelta(days=3), True)
    right_now = OpenSafetyNote(UUID(int=2), "measure", "now", "clinician", NOON, False)
    needs = day.what_needs_me([*everything(), person("Zoe", worries=(this_week, right_now))], NOON, MELBOURNE)
    assert [need.path for need in needs if need.called == "Zoe"] == [
        f"/journey/safety/{UUID(int=2)}", f"/journey/safety/{UUID(int=1)}",
    ]  # fmt: skip
    assert needs[0].kind == needs[1].kind == "safety"
    assert "Nobody has taken it on yet" in needs[0].detail


def test_a_safety_note_about_somebody_on_a_closed_journey_stays():
    worry = OpenSafetyNote(UUID(int=1), "worry", "today", "clinician", NOON, False)
    assert only(person(closed_at=NOON, worries=(worry,))).kind == "safety"


def test_nobody_is_quiet_or_asked_while_they_pause_but_their_call_for_us_is_heard():
    pause = CurrentPause(TODAY - timedelta(days=9), TODAY + timedelta(days=9), "hospital")
    away = person(last_contact_at=NOON - timedelta(days=60), pause=pause, occasions=())
    assert heads(away) == []
    assert heads(replace(away, asked=CheckInMessage(NOON - timedelta(days=9)))) == []
    assert only(replace(away, asked=CheckInMessage(NOON, NOON, "okay", True))).kind == "asks_for_us"
    assert away.stage(NOON) == "paused"


def test_the_second_and_third_visit_are_made_together_too_if_the_first_was():
    second = Meeting(UUID(int=2), "the choir", 0, time(18, 30), True, 1)
    need = only(person(meetings=(second,)))
    assert need.tag == "Today 6.30\N{NO-BREAK SPACE}pm"
    assert need.detail.startswith("Second of the first three visits.")


@pytest.mark.parametrize(
    ("days", "tag", "tint"), [(-2, "2 days late", "late"), (0, "Today", "due"), (1, "Tomorrow", "calm")]
)
def test_a_promise_comes_up_the_day_before(days, tag, tint):
    need = only(person(promises=(Promise(UUID(int=5), UUID(int=6), "ask about the bus", TODAY + timedelta(days)),)))
    assert (need.tag, need.tint) == (tag, tint)
    assert heads(person(promises=(Promise(UUID(int=5), UUID(int=6), "ask about the bus", TODAY),))) == [
        "For Dimi: ask about the bus"
    ]


def test_an_hour_of_practising_says_when_and_where():
    hour = Hour(UUID(int=7), "travel_training", NOON + timedelta(days=2), "the tram stop")
    need = only(person(hours=(hour,)))
    assert (need.tag, need.path) == ("Wednesday midday", f"/journey/skills/{UUID(int=7)}")
    assert "Meet at the tram stop." in need.detail


def test_an_hour_for_several_is_one_thing_to_do():
    hour = Hour(UUID(int=7), "confidence", NOON + timedelta(days=2), None)
    several = [person(name, hours=(hour,)) for name in ("Ada", "Bea", "Cem")]
    assert heads(*several) == ["Practise with Ada, Bea and Cem"]


def test_an_hour_that_has_been_asks_who_came():
    hour = Hour(UUID(int=7), "confidence", NOON - timedelta(days=1), None)
    need = only(person(hours=(hour,)))
    assert (need.tag, need.action) == ("Yesterday midday", "Note it")


def test_an_hour_in_more_than_a_week_can_wait():
    assert heads(person(hours=(Hour(UUID(int=7), "confidence", NOON + timedelta(days=8), None),))) == []


def test_each_thing_to_do_is_one_tap_away():
    everything = person(
        last_contact_at=NOON - timedelta(days=40), occasions=asked("baseline"),
        debriefs=(Debrief(UUID(int=1), "the garden", date(2026, 3, 1)),),
        meetings=(Meeting(UUID(int=2), "the choir", 0, time(18, 30), False),),
    )  # fmt: skip
    waiting = person(last_contact_at=None)
    assert [need.path for need in day.what_needs_me([everything, waiting], NOON, MELBOURNE, PLAN)] == [
        f"{AT}/check-in", f"{AT}/debriefs/{UUID(int=1)}", f"/community/for/{UUID(int=3)}", f"{AT}/check-in",
        f"{AT}/measures/ucla-3/1",
    ]  # fmt: skip


def test_whoever_has_waited_longest_comes_first():
    first = person("Ada", last_contact_at=None, opened_at=NOON - timedelta(days=9))
    second = person("Bo", last_contact_at=None, opened_at=NOON - timedelta(days=2))
    assert [n.called for n in day.what_needs_me([second, first], NOON, MELBOURNE, PLAN)] == ["Ada", "Bo"]


@pytest.mark.parametrize(("days", "tag", "tint"), [(0, "New today", "due"), (1, "1 day", "due"), (8, "8 days", "late")])
def test_somebody_waiting_says_for_how_long(days, tag, tint):
    need = only(person(last_contact_at=None, opened_at=NOON - timedelta(days=days)))
    assert (need.tag, need.tint) == (tag, tint)
    assert "between 9\N{NO-BREAK SPACE}am and 6\N{NO-BREAK SPACE}pm" in need.detail


def test_somebody_who_came_yesterday_evening_is_not_new_today():
    """Days are counted as people count them here, not by the clock round."""
    yesterday_evening = NOON - timedelta(hours=18)
    assert only(person(last_contact_at=None, opened_at=yesterday_evening)).tag == "1 day"


def test_somebody_whom_a_message_would_harm_says_so_where_the_call_is_made():
    card = replace(CARD, safe_to_contact="not_safe")
    assert "leave no message" in only(person(last_contact_at=None, card=card)).detail


def test_somebody_whose_details_are_on_the_way_is_there_all_the_same():
    need = only(person(last_contact_at=None, card=None))
    assert (need.called, need.detail) == ("Someone new", "Their details are on the way.")


@pytest.mark.parametrize(
    ("urgency", "seen", "tint"), [("now", True, "late"), ("today", False, "late"), ("today", True, "due")]
)
def test_a_safety_note_that_somebody_has_taken_on_waits_for_nobody(urgency, seen, tint):
    assert only(person(worries=(OpenSafetyNote(UUID(int=1), "worry", urgency, "clinician", NOON, seen),))).tint == tint


def test_once_introduced_nobody_needs_to_be_taken_there():
    assert heads(person(meetings=(Meeting(UUID(int=2), "the choir", 0, time(18, 30), True),))) == []


def test_a_get_together_in_a_whole_week_is_next_weeks_by_name():
    over = Meeting(UUID(int=2), "the choir", 0, time(11), False)
    assert only(person(meetings=(over,))).tag == "Next Monday 11\N{NO-BREAK SPACE}am"
    assert only(person(meetings=(replace(over, weekday=6),))).tag == "Sunday 11\N{NO-BREAK SPACE}am"


def test_a_get_together_that_began_an_hour_ago_is_next_weeks():
    coming = next_times.next_beginning(0, time(11), NOON, MELBOURNE, next_times.no_day_off)
    assert coming.starts_at == datetime(2026, 3, 9, 11, tzinfo=MELBOURNE)


def test_nobody_on_a_closed_journey_needs_me():
    assert heads(person(closed_at=NOON, last_contact_at=None)) == []


def test_the_day_is_summed_up_in_a_sentence():
    late, due = person(last_contact_at=None, opened_at=NOON - timedelta(days=8)), person(asked=CheckInMessage(NOON))
    assert day.summary(day.what_needs_me([late, due], NOON, MELBOURNE, PLAN)) == (
        "Two things need you; one has waited longer than it should."
    )
    assert (
        day.summary(day.what_needs_me([due], NOON, MELBOURNE, PLAN))
        == "One thing needs you; nothing has waited too long."
    )
    assert day.summary([]).startswith("Nothing needs you")
