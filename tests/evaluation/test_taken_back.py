"""A get-together that was noted by mistake: nothing of it is out, and for the evaluator it has never been."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from services.evaluation.app import service
from services.evaluation.domain.release import monday
from shared.events import (
    AttendanceTakenBack,
    BroughtAlongTakenBack,
    GoalSet,
    Introduced,
    IntroductionTakenBack,
    JourneyClosed,
    JourneyReopened,
    MeasureTaken,
    MeasureTakenBack,
    WhatMattersRecorded,
)
from shared.events.course import brought
from shared.events.evaluation import (
    AttendanceReleased,
    AttendanceWithdrawn,
    MeasureReleased,
    MeasureWithdrawn,
    StepReleased,
    StepWithdrawn,
)
from tests.doors import Doors, OpenDoors

from .people import Story


@pytest.fixture
async def release(open_doors: OpenDoors) -> Doors:
    return await open_doors(service)


def back(story: Story, day: int) -> AttendanceTakenBack:
    told = story.attended(day)
    return AttendanceTakenBack(
        **told.model_dump(include={"participant_id", "group_id", "activity_id", "attendance_id", "session_on"}),
        taken_back_by="link_worker", occurred_at=story.at(day + 30),
    )  # fmt: skip


async def hear_all(doors: Doors, *events: Any) -> None:
    for event in events:
        await doors.hear(event)


async def out(doors: Doors) -> list[tuple[str, int]]:
    """What is out: the days of get-togethers, and of that step."""
    async with doors.here.db.snapshot() as tx:
        return [tuple(row) for row in await tx.fetch(
            """
            SELECT 'attendance', day FROM released_attendance
            UNION ALL SELECT step, day FROM released_step WHERE step = 'attended' ORDER BY 1, 2"""
        )]  # fmt: skip


async def test_the_evaluator_is_told_that_it_was_none_and_not_when_it_was_taken_back(release: Doors) -> None:
    ann = Story()
    await hear_all(release, ann.agreed("service"), ann.agreed(), ann.attended(20), back(ann, 20))
    told = await release.told()
    came, step, gone, not_so_far = told[-4:]
    assert {type(came), type(step)} == {AttendanceReleased, StepReleased}
    assert {type(gone), type(not_so_far)} == {AttendanceWithdrawn, StepWithdrawn}
    assert {fact.occurred_at for fact in told[-4:]} == {came.occurred_at}
    assert await out(release) == []


async def test_the_step_is_the_day_of_the_first_visit_that_is_left(release: Doors) -> None:
    ann = Story()
    await hear_all(release, ann.agreed("service"), ann.agreed(), ann.attended(20), ann.attended(27), back(ann, 20))
    assert await out(release) == [("attendance", 27), ("attended", 27)]


async def test_no_order_and_no_repetition_changes_what_is_out(open_doors: OpenDoors) -> None:
    for order in permutations([0, 1, 2]):
        release, ann = await open_doors(service), Story()
        events = [ann.attended(20), back(ann, 20), ann.attended(27)]
        await hear_all(release, ann.agreed("service"), ann.agreed())
        await hear_all(release, *(events[place] for place in (*order, *order)))
        assert await out(release) == [("attendance", 27), ("attended", 27)]


async def test_before_the_consent_a_visit_that_was_none_is_never_told_of(release: Doors) -> None:
    ann = Story()
    await hear_all(release, ann.attended(-3), back(ann, -3), ann.agreed("service"), ann.agreed())
    assert not [fact for fact in await release.told() if isinstance(fact, AttendanceReleased | AttendanceWithdrawn)]


# What a file had brought that was somebody else's

FILE = UUID(int=77)


def brought_goal(story: Story, number: int, day: int) -> GoalSet:
    return story.goal(day).model_copy(update={"goal_id": brought(FILE, f"goal {number}")})


def brought_words(story: Story, day: int) -> WhatMattersRecorded:
    return WhatMattersRecorded(matters_id=brought(FILE, "about me"), occurred_at=story.at(day), **story.journey)


def brought_answers(story: Story, day: int) -> MeasureTaken:
    return story.measured(day).model_copy(update={"measure_id": brought(FILE, "measure 0")})


def file_back(story: Story, day: int = 40) -> BroughtAlongTakenBack:
    return BroughtAlongTakenBack(transfer_id=FILE, occurred_at=story.at(day), **story.journey)


async def steps_out(doors: Doors) -> dict[str, int]:
    async with doors.here.db.snapshot() as tx:
        rows = await tx.fetch("SELECT step, day FROM released_step WHERE step IN ('what_matters', 'goal_set')")
        return {row["step"]: row["day"] for row in rows}


async def test_a_step_that_only_a_file_of_somebody_else_stood_for_is_withdrawn(release: Doors) -> None:
    ann = Story()
    await hear_all(release, ann.agreed("service"), ann.agreed(), brought_words(ann, 2), brought_goal(ann, 0, 2))
    assert await steps_out(release) == {"what_matters": 2, "goal_set": 2}
    await release.hear(file_back(ann))
    gone = [fact for fact in await release.told() if isinstance(fact, StepWithdrawn)]
    assert {fact.step for fact in gone} == {"what_matters", "goal_set"}
    assert {fact.occurred_at for fact in gone} == {monday(ann.on(2))}
    assert await steps_out(release) == {}


async def test_a_step_that_something_else_stands_for_is_told_again_with_its_day(release: Doors) -> None:
    ann = Story()
    await hear_all(release, ann.agreed("service"), ann.agreed(), brought_goal(ann, 0, 2), ann.goal(9), file_back(ann))
    assert await steps_out(release) == {"goal_set": 9}
    await release.hear(ann.goal(5))
    assert await steps_out(release) == {"goal_set": 5}


async def test_what_a_file_brought_counts_no_more_in_whatever_order_it_is_heard(open_doors: OpenDoors) -> None:
    for order in permutations([0, 1, 2, 3]):
        release, ann = await open_doors(service), Story()
        events = [brought_words(ann, 2), brought_goal(ann, 99, 2), ann.goal(9), file_back(ann)]
        await hear_all(release, ann.agreed("service"), ann.agreed(), *(events[place] for place in (*order, *order)))
        assert await steps_out(release) == {"goal_set": 9}


async def test_answers_of_a_file_that_was_taken_back_are_never_let_out(release: Doors) -> None:
    ann = Story()
    await hear_all(release, brought_answers(ann, 3), file_back(ann), ann.agreed("service"), ann.agreed())
    assert not [fact for fact in await release.told() if isinstance(fact, MeasureReleased)]


async def test_answers_of_a_file_that_are_out_are_withdrawn_and_not_their_own(release: Doors) -> None:
    ann = Story()
    await hear_all(release, ann.agreed("service"), ann.agreed(), brought_answers(ann, 3), ann.measured(5))
    theirs, own = [fact for fact in await release.told() if isinstance(fact, MeasureReleased)]
    await hear_all(release, file_back(ann), file_back(ann), brought_answers(ann, 3))
    gone = [fact for fact in await release.told() if isinstance(fact, MeasureWithdrawn)]
    assert [(fact.measure_id, fact.occurred_at) for fact in gone] == [(theirs.measure_id, theirs.occurred_at)]
    async with release.here.db.snapshot() as tx:
        assert [row["measure_id"] for row in await tx.fetch("SELECT * FROM released_measure")] == [own.measure_id]


async def test_answers_noted_by_mistake_are_withdrawn_in_whatever_order_it_is_heard(open_doors: OpenDoors) -> None:
    for order in permutations([0, 1, 2]):
        release, ann = await open_doors(service), Story()
        wrong, right = ann.measured(5), ann.measured(6, number=1)
        back = MeasureTakenBack(
            measure_id=wrong.measure_id, reason="wrong_person", occurred_at=ann.at(7), **ann.journey
        )  # fmt: skip
        events = [wrong, right, back]
        await hear_all(release, ann.agreed("service"), ann.agreed(), *(events[place] for place in (*order, *order)))
        async with release.here.db.snapshot() as tx:
            assert [row["day"] for row in await tx.fetch("SELECT day FROM released_measure")] == [6]


async def test_an_end_after_which_they_went_on_stands_until_the_next(release: Doors) -> None:
    ann = Story()
    ended = JourneyClosed(reason="other", planned=True, occurred_at=ann.at(20), **ann.journey)
    again = JourneyReopened(
        reopening_id=ann.id("again"), reason="other", occurred_at=ann.at(30),
        **ann.journey,
    )  # fmt: skip
    await hear_all(release, ann.agreed("service"), ann.agreed(), ended, again)
    assert not [fact for fact in await release.told() if isinstance(fact, StepWithdrawn)]
    await release.hear(ended.model_copy(update={"occurred_at": ann.at(50)}))
    ends = [fact.day for fact in await release.told() if isinstance(fact, StepReleased) and fact.step == "closed"]
    assert ends == [20, 50]


def met(story: Story, day: int) -> Introduced:
    return Introduced(
        participant_id=story.who, group_id=story.id("group"), activity_id=story.id("activity"), how="together",
        introduction_id=story.id(f"introduction {day}"), occurred_at=story.at(day),
    )  # fmt: skip


def not_met(story: Story, day: int) -> IntroductionTakenBack:
    told = met(story, day)
    return IntroductionTakenBack(
        **told.model_dump(include={"participant_id", "group_id", "activity_id", "introduction_id"}),
        introduced_at=told.occurred_at, occurred_at=story.at(day + 30),
    )  # fmt: skip


async def test_an_introduction_that_was_none_is_withdrawn_and_the_next_one_told(release: Doors) -> None:
    ann = Story()
    await hear_all(release, ann.agreed("service"), ann.agreed(), met(ann, 20), not_met(ann, 20))
    told, gone = (await release.told())[-2:]
    assert (type(told), type(gone)) == (StepReleased, StepWithdrawn)
    assert (gone.step, gone.occurred_at) == ("introduced", told.occurred_at)
    await release.hear(met(ann, 27))
    assert [(fact.step, fact.day) for fact in (await release.told())[-1:]] == [("introduced", 27)]


async def test_no_order_of_introductions_and_mistakes_changes_the_funnel(open_doors: OpenDoors) -> None:
    for order in permutations([0, 1, 2]):
        release, ann = await open_doors(service), Story()
        events = [met(ann, 20), not_met(ann, 20), met(ann, 27)]
        await hear_all(release, ann.agreed("service"), ann.agreed())
        await hear_all(release, *(events[place] for place in (*order, *order)))
        async with release.here.db.snapshot() as tx:
            out_now = [tuple(row) for row in await tx.fetch("SELECT step, day FROM released_step")]
        assert out_now == [("introduced", 27)]
