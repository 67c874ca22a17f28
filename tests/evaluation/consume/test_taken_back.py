"""For the evaluator, what was a mistake has never been: in whatever order it comes, and rebuilt."""

from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from services.evaluation.outcomes.consume import store
from services.evaluation.outcomes.consume.batch import Batch, Recent
from services.evaluation.outcomes.consume.shadow import SHADOW, pour, shadow_tables, sift
from services.evaluation.outcomes.site.store import facts
from shared.events.evaluation import (
    AttendanceWithdrawn,
    MeasureWithdrawn,
    StepReleased,
    StepWithdrawn,
)
from shared.persistence.database import Database, connected
from tests.evaluation.logs import WEEK, Telling, attended, log, measured, name, stepped, take, took_part, withdrew


def no_visit(number: int, who: str, told: int) -> Telling:
    return AttendanceWithdrawn(occurred_at=WEEK, pseudonym=name(who), attendance_id=UUID(int=number)), told


def not_theirs(number: int, who: str, told: int) -> Telling:
    return MeasureWithdrawn(occurred_at=WEEK, pseudonym=name(who), measure_id=UUID(int=number)), told


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
        found, counts = await facts(tx), await store.count_rows(tx)
    return (
        found.people,
        found.steps,
        found.measures,
        found.attendances,
        {table: n for table, n in counts.items() if table != "parked"},
    )


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


async def test_the_figures_are_as_if_somebody_else_s_answers_had_never_been(outcomes: Database) -> None:
    own = measured(1, "ann", 7, 2)
    await take(outcomes, log([*BEFORE, own]))
    never = await facts_of(outcomes)
    told, gone = measured(2, "ann", 3, 3), not_theirs(2, "ann", 4)
    for order in ([own, told, gone], [told, own, gone], [told, gone, own]):
        await empty(outcomes)
        recent = Recent()
        for place, telling in enumerate([*BEFORE, *order, told]):
            await take(outcomes, log([telling], start=place), recent=recent)
        assert await facts_of(outcomes) == never
        await empty(outcomes)
        await take(outcomes, log([*BEFORE, *order]))
        assert await facts_of(outcomes) == never


BO: list[Telling] = [took_part("bo", 1), attended(11, "bo", 3, 2), no_visit(11, "bo", 3), withdrew("bo", 4)]


BOTH = ("attendance", "measure")


async def test_a_rebuild_is_identical(outcomes: Database, outcomes_url: str) -> None:
    story = [
        *BEFORE,
        *MISTAKE,
        *AGAIN,
        took_part("bo", 1),
        attended(11, "bo", 3, 2),
        no_visit(11, "bo", 3),
        withdrew("bo", 4),
        measured(2, "ann", 3, 8),
        not_theirs(2, "ann", 9),
    ]
    await take(outcomes, log(story))
    async with outcomes.transaction() as tx:
        live = [tuple(row) for table in BOTH for row in await tx.fetch(f"SELECT * FROM {table} ORDER BY 1")]
    async with shadow_tables(outcomes_url), connected(store.in_schema(outcomes_url, SHADOW)) as db:
        for place, telling in enumerate(story):
            batch = Batch("brimbank")
            batch.add(("lc.brimbank.evaluation", 0), place, log([telling], start=place))
            await pour(db, batch)
        await sift(db)
        async with db.transaction() as tx:
            new = [tuple(row) for table in BOTH for row in await tx.fetch(f"SELECT * FROM {table} ORDER BY 1")]
    assert new == live
