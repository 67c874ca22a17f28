"""Rows keyed by the fact they came from: the log's order says what holds, and what comes again changes nothing."""

from random import Random
from typing import Any
from uuid import uuid4

import pytest

from services.evaluation.outcomes.consume import store
from services.evaluation.outcomes.consume.batch import WINDOW, Batch, Recent
from services.evaluation.outcomes.consume.reading import read
from services.evaluation.outcomes.consume.shadow import SHADOW, pour, shadow_tables, sift
from shared.messaging import batch_producer
from shared.persistence.database import Database, connected
from shared.persistence.how_far import Overtaken
from tests.evaluation.logs import (
    PLACE,
    TRACE,
    Telling,
    attended,
    log,
    measured,
    name,
    raw,
    record,
    stepped,
    take,
    took_part,
    withdrew,
)

STORY: list[Telling] = [
    took_part("ann", 1),
    measured(1, "ann", 8, told=2),
    measured(1, "ann", 7, told=3),  # corrected
    took_part("bo", 1),
    measured(2, "bo", 6, told=2),
    withdrew("bo", 3),
]
BACK_AGAIN: list[Telling] = [took_part("cy", 1), measured(3, "cy", 5, 2), withdrew("cy", 3), took_part("cy", 4)]


FACTS = {"participation", "measure", "step", "attendance"}


async def scores(db: Database) -> list[tuple[str, float | None]]:
    async with db.transaction() as tx:
        rows = await tx.fetch("SELECT pseudonym, score FROM measure ORDER BY measure_id")
        return [(row["pseudonym"].rstrip("a"), row["score"]) for row in rows]


async def everything(db: Database) -> dict[str, list[Any]]:
    """All rows, but for where they lie on the log."""
    async with db.transaction() as tx:
        return {
            table: [tuple(row)[:-1] for row in await tx.fetch(f'SELECT * FROM "{table}" ORDER BY 1, 2')]
            for table in store.TABLES
            if table not in ("reached", "parked")
        }


async def test_a_correction_replaces_and_a_withdrawal_takes_back(outcomes: Database) -> None:
    await take(outcomes, log(STORY))
    rows = await everything(outcomes)
    assert [row[:2] for row in rows["participation"]] == [(name("ann"), "brimbank")]
    assert [row[5] for row in rows["measure"]] == [7]
    assert rows["withdrawn"] == [(name("bo"),)]


async def test_a_withdrawal_takes_back_every_kind_of_fact_that_was_counted_before_it_came(outcomes: Database) -> None:
    told = [took_part("di", 1), measured(4, "di", 5, 2), stepped("di", "opened", 9, 3), attended(5, "di", 12, 4)]
    await take(outcomes, log(told))
    assert all(rows for table, rows in (await everything(outcomes)).items() if table in FACTS)
    await take(outcomes, log([withdrew("di", 5)], start=len(told)), start=len(told))
    assert not any(rows for table, rows in (await everything(outcomes)).items() if table in FACTS)


def mixed(story: list[Telling], random: Random) -> list[Telling]:
    """Everybody's facts in their own order, as one log keeps them, and people mixed in any way."""
    of_each: dict[str, list[Telling]] = {}
    for telling in story:
        of_each.setdefault(telling[0].pseudonym, []).append(telling)
    whose = random.sample([telling[0].pseudonym for telling in story], len(story))
    return [of_each[who].pop(0) for who in whose]


def orders(story: list[Telling], seed: int, most: int) -> list[list[Telling]]:
    """Some ways of mixing people; at the end of each some records come once more, as a relay in doubt sends them."""
    random = Random(seed)
    return [[*order, *random.sample(order, 3)] for order in (mixed(story, random) for _ in range(most))]


@pytest.mark.parametrize("story", [STORY, BACK_AGAIN], ids=["ann and bo", "cy, who came back"])
async def test_neither_how_people_are_mixed_nor_what_comes_again_changes_the_result(
    outcomes: Database, story: list[Telling]
) -> None:
    """Each fact in a batch of its own, then all in one batch."""
    await take(outcomes, log(story))
    expected = await everything(outcomes)
    for order in orders(story, seed=1, most=40):
        await _empty(outcomes)
        recent = Recent()
        for place, telling in enumerate(order):
            await take(outcomes, log([telling], start=place), recent=recent)
        assert await everything(outcomes) == expected
        await _empty(outcomes)
        await take(outcomes, log(order))
        assert await everything(outcomes) == expected


COUNTS_AGAIN: list[Telling] = [
    took_part("kit", 1),
    stepped("kit", "opened", 0, 8),
    measured(1, "kit", 8, told=9),
    measured(2, "kit", 7, told=10),
    measured(3, "kit", 6, told=11),
]
"""A teller whose database was then put back to where it had told eight."""


@pytest.mark.parametrize("in_one_batch", [True, False])
async def test_a_withdrawal_takes_back_all_that_came_before_it_on_the_log_whatever_its_number(
    outcomes: Database, outcomes_url: str, in_one_batch: bool
) -> None:
    story = [*COUNTS_AGAIN, withdrew("kit", 9)]
    batches = [log(story)] if in_one_batch else [log([one], start=place) for place, one in enumerate(story)]
    for batch in batches:
        await take(outcomes, batch)
    rows = await everything(outcomes)
    assert {table for table, found in rows.items() if found} == {"withdrawn"}
    assert await poured(outcomes_url, batches) == rows


async def test_a_newer_fact_with_a_lower_number_counts(outcomes: Database, outcomes_url: str) -> None:
    late: list[Telling] = [withdrew("kit", 12), took_part("kit", 2), measured(3, "kit", 5, told=3)]
    story = [*COUNTS_AGAIN, *late, measured(3, "kit", 4, told=2)]
    batches = [log([one], start=place) for place, one in enumerate(story)]
    for batch in batches:
        await take(outcomes, batch)
    assert await scores(outcomes) == [("kit", 4)]
    assert await poured(outcomes_url, batches) == await everything(outcomes)


async def test_what_arrives_late_once_more_brings_nothing_back(outcomes: Database) -> None:
    """A batch that its relay gave up waiting for, and that arrives after what came later."""
    recent = Recent()
    await take(outcomes, log(BACK_AGAIN[:3]), recent=recent)
    await take(outcomes, log(BACK_AGAIN[:2], start=3), recent=recent)
    assert {table for table, found in (await everything(outcomes)).items() if found} == {"withdrawn"}


def test_a_record_is_recognised_within_the_window_and_no_longer() -> None:
    recent, telling = Recent(), measured(1, "ann", 8, 1)
    assert [recent.again(record(telling, offset)) for offset in (0, 10, 10 + WINDOW)] == [False, True, True]
    assert not recent.again(record(telling, 11 + 2 * WINDOW))


async def _empty(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("TRUNCATE participation, step, measure, attendance, withdrawn, reached, parked")


async def test_who_agreed_again_counts_again_and_what_was_told_before_does_not(outcomes: Database) -> None:
    await take(outcomes, log(BACK_AGAIN))
    rows = await everything(outcomes)
    assert [row[0] for row in rows["participation"]] == [name("cy")]
    assert rows["measure"] == []
    await take(outcomes, log([measured(3, "cy", 5, told=5)], start=4))
    assert await scores(outcomes) == [("cy", 5)]


async def test_every_kind_of_fact_has_its_row(outcomes: Database) -> None:
    await take(outcomes, log([took_part("ann", 1), stepped("ann", "opened", 0, 2), attended(9, "ann", 20, 3)]))
    async with outcomes.transaction() as tx:
        counts = await store.count_rows(tx)
    assert counts == {"participation": 1, "step": 1, "measure": 0, "attendance": 1, "withdrawn": 0, "parked": 0}


async def test_a_row_remembers_the_trace_of_its_last_fact(outcomes: Database) -> None:
    await take(outcomes, log(STORY))
    async with outcomes.transaction() as tx:
        assert (await tx.fetchval("SELECT trace_id FROM measure")).hex == "ab" * 16


async def test_who_has_been_overtaken_writes_nothing(outcomes: Database) -> None:
    await take(outcomes, log(STORY[:2]))
    for start in (0, 1, 3):
        with pytest.raises(Overtaken):
            await take(outcomes, log([measured(3, "cy", 5, told=9)], start=start))
    assert await scores(outcomes) == [("ann", 8)]


async def test_a_batch_counts_from_what_was_counted_before(outcomes: Database) -> None:
    await take(outcomes, log(STORY[:2]))
    batch = Batch("brimbank")
    assert batch.add(PLACE, 2, log(STORY[:4])) == 4
    assert batch.moves == {PLACE: (2, 4)}
    assert batch.size == 2


async def test_a_gap_in_the_log_is_stepped_over(outcomes: Database) -> None:
    await take(outcomes, log(STORY[:2]))
    await take(outcomes, log(STORY[2:4], start=7), start=2)
    async with outcomes.transaction() as tx:
        assert await store.reached(tx) == {PLACE: 9}


async def poured(url: str, batches: list[list[Any]]) -> dict[str, list[Any]]:
    """What stands in a rebuild's tables after these batches."""
    recent = Recent()
    async with shadow_tables(url), connected(store.in_schema(url, SHADOW)) as db:
        for records in batches:
            batch = Batch(records[0].topic.split(".")[1])
            batch.add((records[0].topic, 0), records[0].offset, records, recent)
            await pour(db, batch)
        await sift(db)
        return await everything(db)


@pytest.mark.parametrize("story", [STORY, BACK_AGAIN], ids=["ann and bo", "cy, who came back"])
async def test_what_is_poured_and_sifted_is_what_live_would_hold(
    outcomes: Database, outcomes_url: str, story: list[Telling]
) -> None:
    """Each fact in a batch of its own and some of them twice."""
    await take(outcomes, log(story))
    expected = await everything(outcomes)
    for order in orders(story, seed=2, most=12):
        assert (
            await poured(outcomes_url, [log([telling], start=place) for place, telling in enumerate(order)]) == expected
        )


async def test_rebuilt_tables_have_the_keys_and_indexes_of_the_live_ones(outcomes_url: str) -> None:
    async with shadow_tables(outcomes_url), connected(store.in_schema(outcomes_url, SHADOW)) as db:
        await sift(db)
        async with db.transaction() as tx:
            found = {
                schema: [
                    tuple(row)
                    for row in await tx.fetch(
                        "SELECT tablename, indexname, replace(indexdef, schemaname || '.', '') FROM pg_indexes"
                        " WHERE schemaname = $1 ORDER BY 1, 2",
                        schema,
                    )
                ]
                for schema in (store.LIVE, SHADOW)
            }
    assert found[store.LIVE] == found[SHADOW]
    assert len(found[SHADOW]) >= len(store.TABLES)


def test_a_record_says_the_same_in_whatever_order_its_headers_stand() -> None:
    """As our own relay writes them they are found by their places; anybody else's by their names."""
    fact, _ = measured(1, "ann", 8, 1)
    row: Any = {
        "event_id": uuid4(), "type": fact.type_name(), "key": fact.pseudonym, "sequence": 7, "causation": None,
        "occurred_at": fact.occurred_at, "traceparent": TRACE, "body": fact.body(),
    }  # fmt: skip
    heads = batch_producer.headers(row, "brimbank", "evaluation")
    assert [heads[place][0] for place in (2, 3, 5, 8)] == ["ce_type", "ce_source", "ce_sequence", "traceparent"]
    for order in (heads, list(reversed(heads)), Random(3).sample(heads, len(heads))):
        found = read(raw(0, fact.pseudonym.encode(), fact.body(), order), "brimbank")
        assert found == (type(fact), fact.model_dump(), 7, "ab" * 16)
