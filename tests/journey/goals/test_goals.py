"""Goals: what may be decided about their words, their steps and their end."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from services.journey.core.rules.journeys import Journey
from services.journey.goals.rules import goals, scaling
from services.journey.goals.rules import steps as goal_steps
from services.journey.goals.rules.goals import Goal, GoalStep, Look
from shared.kernel.refusal import Refused
from tests.journey.people import DIMI, JOURNEY, NOON, THUY

OPEN = Journey(JOURNEY, DIMI, THUY, NOON)


GOAL = Goal(uuid4(), "walk to the shops", 8, 4, NOON, 8, 4)


STEP = GoalStep(uuid4(), "ring the club", "person", date(2026, 3, 9), NOON)


ENDED = replace(GOAL, reached_at=NOON)


@pytest.mark.parametrize("decide", [goals.reach, goals.let_go])
def test_what_has_ended_does_not_end_again(decide):
    with pytest.raises(Refused, match="was reached"):
        decide(OPEN, ENDED, NOON)


@pytest.mark.parametrize(
    "wish",
    [
        lambda goal: goals.review(OPEN, goal, uuid4(), NOON, confidence=5),
        lambda goal: goals.change(OPEN, goal, uuid4(), "swim", NOON),
        lambda goal: goal_steps.plan_step(OPEN, goal, uuid4(), "ring", "person", None, NOON),
        lambda goal: goal_steps.finish_step(OPEN, goal, STEP, NOON),
        lambda goal: goal_steps.drop_step(OPEN, goal, STEP, NOON),
        lambda goal: scaling.scale(OPEN, goal, 3, 3, -1, ["", "", "x", "", ""], NOON),
    ],
)
def test_a_goal_that_has_ended_changes_no_more(wish):
    with pytest.raises(Refused, match="Pick it up again first"):
        wish(ENDED)
    with pytest.raises(Refused, match="let go"):
        wish(replace(GOAL, let_go_at=NOON))


def test_a_review_says_at_least_one_thing_and_anything_else_may_be_skipped():
    with pytest.raises(Refused, match="one thing they said"):
        goals.review(OPEN, GOAL, uuid4(), NOON, note="  ")
    assert goals.review(OPEN, GOAL, uuid4(), NOON, confidence=6).importance is None
    assert goals.review(OPEN, GOAL, uuid4(), NOON, note="the bus is free now").confidence is None


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(1, 1, 1), date(9999, 12, 31)])
def test_a_day_to_come_is_not_one_that_has_been_nor_one_far_away(day):
    for wish in (
        lambda: goals.set_goal(OPEN, uuid4(), "swim", 5, None, NOON, review_on=day),
        lambda: goals.review(OPEN, GOAL, uuid4(), NOON, confidence=5, review_on=day),
        lambda: goal_steps.plan_step(OPEN, GOAL, uuid4(), "ring", "person", day, NOON),
    ):
        with pytest.raises(Refused, match="from today on"):
            wish()
    assert goals.set_goal(OPEN, uuid4(), "swim", 5, None, NOON, review_on=NOON.date()).review_on == NOON.date()


def test_other_words_are_other_words():
    with pytest.raises(Refused, match="already"):
        goals.change(OPEN, GOAL, uuid4(), " walk to the shops ", NOON)
    with pytest.raises(Refused, match="own words"):
        goals.change(OPEN, GOAL, uuid4(), " ", NOON)


def test_a_step_that_is_done_is_neither_done_again_nor_dropped():
    for decide in (goal_steps.finish_step, goal_steps.drop_step):
        with pytest.raises(Refused, match="done already"):
            decide(OPEN, GOAL, replace(STEP, done_at=NOON), NOON)


def test_a_goal_is_picked_up_again_only_if_there_is_room():
    assert goals.resume(replace(OPEN, goals_in_progress=2), ENDED, NOON).goal_id == GOAL.id
    with pytest.raises(Refused, match="Three goals are in progress"):
        goals.resume(replace(OPEN, goals_in_progress=3), ENDED, NOON)
    with pytest.raises(Refused, match="One goal is in progress"):
        goals.resume(replace(OPEN, goals_in_progress=1), ENDED, NOON, most=1)
    with pytest.raises(Refused, match="in progress already"):
        goals.resume(OPEN, GOAL, NOON)


def test_levels_say_what_is_hoped_for_and_the_rest_may_stay_general():
    said = scaling.scale(OPEN, GOAL, 2, 3, -1, ["", None, " twice a week ", "", "every day"], NOON)
    assert said.levels == [
        "Much less than hoped for", "A little less than hoped for", "twice a week", "A little more than hoped for",
        "every day",
    ]  # fmt: skip
    assert (said.weight, said.baseline) == (6, -1)
    with pytest.raises(Refused, match="just as they hope"):
        scaling.scale(OPEN, GOAL, 2, 3, -1, ["x", "x", " ", "x", "x"], NOON)


def test_levels_that_somebody_has_been_measured_by_stay():
    with pytest.raises(Refused, match="stay as they are"):
        scaling.scale(OPEN, replace(GOAL, level=0), 1, 1, -1, ["", "", "x", "", ""], NOON)


def test_a_level_is_only_said_of_a_goal_that_has_levels():
    with pytest.raises(Refused, match="what each level would look like"):
        goals.review(OPEN, GOAL, uuid4(), NOON, level=1)


def test_the_number_of_all_goals_waits_until_each_has_been_looked_at():
    one = replace(GOAL, levels=("a", "b", "c", "d", "e"), weight=1, baseline=-1)
    assert scaling.attainment([]) is None
    assert scaling.attainment([GOAL]) is None, "a goal without levels does not count"
    assert scaling.attainment([one]) is None
    assert scaling.attainment([replace(one, level=1), GOAL]) == (40, 60)
    put_down = replace(one, let_go_at=NOON)
    assert scaling.attainment([replace(one, level=0), put_down]) == (40, 50)


def test_how_sure_somebody_was_is_told_in_order():
    later = NOON + timedelta(days=7)
    looked = replace(GOAL, looks=(Look(later, confidence=6), Look(later, note="rain"), Look(later, wording="walk")))
    assert looked.sureness == [(NOON, 4), (later, 6)]
    assert looked.earlier_words == [("walk", later)]
