"""A get-together that was noted by mistake: nothing of it is out, and for the evaluator it has never been."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from services.evaluation.app import service
from services.evaluation.outcomes import store
from services.evaluation.outcomes.batch import Batch, Recent
from services.evaluation.outcomes.shadow import SHADOW, pour, shadow_tables, sift
from shared.database import Database, connected
from shared.events import AttendanceTakenBack
from shared.events.evaluation import AttendanceReleased, AttendanceWithdrawn, StepReleased, StepWithdrawn
from tests.doors import Doors, OpenDoors

from .logs import WEEK, Telling, attended, log, name, stepped, take, took_part, withdrew
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


# At the evaluator


def no_visit(number: int, who: str, told: int) -> Telling:
    return AttendanceWithdrawn(occurred_at=WEEK, pseudonym=name(who), attendance_id=UUID(int=number)), told


def not_so_far(who: str, step: Any, told: int) -> Telling:
    return StepWithdrawn(occurred_at=WEEK, pseudonym=name(who), step=step), told


BEFORE: list[Telling] = [took_part("ann", 1)]
MISTAKE: list[Telling] = [
    attended(9, "ann", 20, 2),
    stepped("ann", "attended", 20, 3),
    no_visit(9, "ann", 4),
    not_so_far("ann", "attended", 5),
]
AGAIN: list[Telling] = [attended(10, "ann", 27, 6), stepped("ann", "attended", 27, 7)]


async def facts_of(db: Database) -> tuple[Any, ...]:
    async with db.transaction() as tx:
        found, counts = await store.facts(tx), await store.count_rows(tx)
    return found.people, found.steps, found.attendances, {table: n for table, n in counts.items() if table != "parked"}


async def empty(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("TRUNCATE participation, step, measure, attendance, withdrawn, reached, parked")


@pytest.mark.parametrize("left", [[], AGAIN], ids=["for good", "and told again"])
async def test_dose_and_path_are_as_if_it_had_never_been(outcomes: Database, left: list[Telling]) -> None:
    await take(outcomes, log([*BEFORE, *left]))
    never = await facts_of(outcomes)
    for order in permutations([*MISTAKE, *left]):
        if not as_one_log_keeps_them(order):
            continue
        await empty(outcomes)
        recent = Recent()
        for place, telling in enumerate([*BEFORE, *order, *order[:2]]):
            await take(outcomes, log([telling], start=place), recent=recent)
        assert await facts_of(outcomes) == never


def as_one_log_keeps_them(order: tuple[Telling, ...]) -> bool:
    """Whether every word on one fact comes after the earlier words on it."""
    steps = [told for fact, told in order if isinstance(fact, StepReleased | StepWithdrawn)]
    visit = [told for fact, told in order if getattr(fact, "attendance_id", None) == UUID(int=9)]
    return steps == sorted(steps) and visit == sorted(visit)


BO: list[Telling] = [took_part("bo", 1), attended(11, "bo", 3, 2), no_visit(11, "bo", 3), withdrew("bo", 4)]


async def test_a_rebuild_is_identical(outcomes: Database, outcomes_url: str) -> None:
    story = [
        *BEFORE,
        *MISTAKE,
        *AGAIN,
        took_part("bo", 1),
        attended(11, "bo", 3, 2),
        no_visit(11, "bo", 3),
        withdrew("bo", 4),
    ]
    await take(outcomes, log(story))
    async with outcomes.transaction() as tx:
        live = [tuple(row) for row in await tx.fetch("SELECT * FROM attendance ORDER BY 1")]
    async with shadow_tables(outcomes_url), connected(store.in_schema(outcomes_url, SHADOW)) as db:
        for place, telling in enumerate(story):
            batch = Batch("brimbank")
            batch.add(("lc.brimbank.evaluation", 0), place, log([telling], start=place))
            await pour(db, batch)
        await sift(db)
        async with db.transaction() as tx:
            assert [tuple(row) for row in await tx.fetch("SELECT * FROM attendance ORDER BY 1")] == live
