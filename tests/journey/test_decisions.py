"""What may happen on a journey, and what is refused in words."""

from dataclasses import replace
from uuid import UUID, uuid5

import pytest

from services.journey.about_me import rules as matters
from services.journey.check_ins.rules import check_ins, rhythms
from services.journey.check_ins.rules.check_ins import CheckIn
from services.journey.consents.rules import consents
from services.journey.core.rules.journeys import Journey
from services.journey.goals.rules import goals
from services.journey.lifecycle.rules import course
from services.journey.moments.rules import debriefs, moments
from shared.events import CheckInAnswered, GoalSet, WhatMattersRecorded
from shared.kernel.refusal import Refused

from .people import DIMI, JOURNEY, NOON, OPENED, THUY

NEW = UUID(int=7)
OPEN = Journey(JOURNEY, DIMI, THUY, NOON)
CLOSED = replace(OPEN, closed_at=NOON)
CHECK_IN = CheckIn(UUID(int=8), NOON)


def test_one_accepted_referral_opens_one_journey():
    opened = course.open_journey(OPENED)
    assert (opened.journey_id, opened.participant_id, opened.link_worker_id) == (JOURNEY, DIMI, THUY)
    assert opened == course.open_journey(OPENED)


def test_what_matters_is_kept_in_the_persons_own_words_and_never_published():
    said = matters.record_what_matters(
        OPEN, NEW, {"what_matters": " my garden, and Greek music ", "interests": ""}, NOON
    )
    assert (said.what_matters, said.interests) == ("my garden, and Greek music", None)
    assert b"garden" not in said.body()
    assert "what_matters" not in WhatMattersRecorded.published_schema()["properties"]


def test_what_matters_needs_at_least_a_word():
    with pytest.raises(Refused, match="own words"):
        matters.record_what_matters(OPEN, NEW, {"what_matters": "  ", "written_with": "Thuy"}, NOON)


def test_a_goal_is_kept_in_the_persons_own_words():
    assert goals.set_goal(OPEN, NEW, " walk to the shops ", 8, None, NOON) == GoalSet(
        journey_id=JOURNEY,
        participant_id=DIMI,
        goal_id=NEW,
        wording="walk to the shops",
        importance=8,
        occurred_at=NOON,
    )


def test_a_fourth_goal_has_to_wait():
    with pytest.raises(Refused, match="Finish or drop one first"):
        goals.set_goal(replace(OPEN, goals_in_progress=3), NEW, "swim", 5, 5, NOON)


def test_a_goal_needs_words():
    with pytest.raises(Refused, match="own words") as refused:
        goals.set_goal(OPEN, NEW, " ", 5, 5, NOON)
    assert refused.value.field == "wording"


@pytest.mark.parametrize(
    "wish",
    [
        lambda: goals.set_goal(CLOSED, NEW, "swim", 5, 5, NOON),
        lambda: goals.reach(CLOSED, NEW, NOON),
        lambda: goals.let_go(CLOSED, NEW, NOON),
        lambda: matters.record_what_matters(CLOSED, NEW, {"what_matters": "swim"}, NOON),
        lambda: course.close(CLOSED, "moved_away", True, NOON),
        lambda: consents.give(CLOSED, NEW, "messages", "verbal", NOON),
        lambda: rhythms.choose_rhythm(CLOSED, 2, [1], 10, 0, None, NOON),
        lambda: check_ins.hold(CLOSED, NEW, "call", None, NOON),
        lambda: debriefs.hold(CLOSED, NEW, "yes", None, NOON),
        lambda: moments.note(CLOSED, NEW, "laughed", None, NOON),
    ],
)
def test_nothing_is_added_to_a_closed_journey(wish):
    with pytest.raises(Refused, match="closed"):
        wish()


def test_somebody_who_agrees_agrees_to_todays_words():
    given = consents.give(OPEN, NEW, "evaluation", "verbal", NOON)
    assert (given.consent_id, given.wording) == (NEW, "evaluation-2026-01")


def test_nobody_agrees_twice_to_the_same():
    with pytest.raises(Refused, match="already agreed"):
        consents.give(replace(OPEN, consents={"service": NEW}), UUID(int=9), "service", "written", NOON)


def test_somebody_may_change_their_mind_even_after_the_journey_has_closed():
    withdrawn = consents.withdraw(replace(CLOSED, consents={"evaluation": NEW}), "evaluation", NOON)
    assert (withdrawn.consent_id, withdrawn.purpose) == (NEW, "evaluation")


def test_what_was_never_agreed_to_cannot_be_taken_back():
    with pytest.raises(Refused, match="no agreement"):
        consents.withdraw(OPEN, "evaluation", NOON)


def test_stop_all_messages_counts_even_where_nobody_agreed_to_any():
    assert consents.stop_messages(OPEN, NEW, NOON).consent_id == NEW
    agreed = replace(OPEN, consents={"messages": UUID(int=9)})
    assert consents.stop_messages(agreed, NEW, NOON).consent_id == UUID(int=9)


def test_an_answer_says_how_the_person_is_and_keeps_their_line_at_home():
    said = check_ins.answer(OPEN, CHECK_IN, "hard", True, " the bus did not come ", NOON)
    assert said == CheckInAnswered(
        journey_id=JOURNEY, participant_id=DIMI, check_in_id=CHECK_IN.id, feeling="hard", please_call=True,
        words="the bus did not come", occurred_at=NOON,
    )  # fmt: skip
    assert b"bus" not in said.body()


def test_a_second_answer_changes_nothing():
    assert check_ins.answer(OPEN, replace(CHECK_IN, answered_at=NOON), "good", False, None, NOON) is None


def test_a_rhythm_keeps_to_the_hours_the_person_likes():
    assert rhythms.choose_rhythm(OPEN, 1, [3], 9, 0, (9, 18), NOON).hour == 9
    with pytest.raises(Refused, match="between 9\N{NO-BREAK SPACE}am and 6\N{NO-BREAK SPACE}pm"):
        rhythms.choose_rhythm(OPEN, 1, [3], 18, 0, (9, 18), NOON)


def test_a_debrief_is_known_by_the_visit_it_looks_back_at():
    visit = UUID(int=11)
    assert debriefs.ask_for(OPEN, visit, UUID(int=12), NOON).debrief_id == uuid5(visit, "debrief")


def test_nobody_is_asked_to_look_back_after_the_journey_has_closed():
    assert debriefs.ask_for(CLOSED, UUID(int=11), UUID(int=12), NOON) is None
