"""Built again from the first record, beside the live tables: the same rows, and put in their place while it runs."""

import asyncio

from services.evaluation.outcomes.consume.rebuild import rebuild
from services.evaluation.outcomes.consume.refill import shared_out
from services.evaluation.outcomes.settings import EvaluatorSettings
from tests.evaluation.brokers import Broker, counted, has, live, until
from tests.evaluation.evaluator import people
from tests.evaluation.logs import took_part, withdrew


async def test_rebuilt_from_the_first_record_it_is_identical(broker: Broker, settings: EvaluatorSettings) -> None:
    for nth in (0, 1):
        await broker.tell(nth, *people(broker.locals[nth], 15, 4))
    await broker.tell(0, withdrew(f"{broker.locals[0]}xaa", 9))
    await broker.tell_rubbish(1)
    told: list[tuple[int, int]] = []
    async with live(settings):
        await until(has(settings, participation=37, withdrawn=1, parked=1))
        found = await rebuild(settings, tell=lambda done, of: told.append((done, of)))
    assert (found.differences, found.behind, found.identical) == ({}, 0, True)
    assert found.rows == await counted(settings)
    assert told[-1] == (found.records, found.records)


async def test_two_processes_share_the_partitions_and_rebuild_the_same(
    broker: Broker, settings: EvaluatorSettings
) -> None:
    for nth in (0, 1):
        await broker.tell(nth, *people(broker.locals[nth], 15, 4))
    await broker.tell(0, withdrew(f"{broker.locals[0]}xaa", 9))
    async with live(settings):
        await until(has(settings, participation=37, withdrawn=1))
        found = await rebuild(settings, processes=2)
    assert (found.differences, found.behind) == ({}, 0)
    assert found.records == 38 + 68 + 1  # participations, measures, a withdrawal


def test_partitions_are_dealt_out_by_how_long_they_are() -> None:
    ends = {("a", 0): 90, ("a", 1): 10, ("b", 0): 50, ("b", 1): 40}
    shares = shared_out(ends, 2)
    assert [sum(share.values()) for share in shares] == [100, 90]
    assert shares[0].keys() | shares[1].keys() == ends.keys()


async def test_a_rebuild_goes_on_while_more_is_told(broker: Broker, settings: EvaluatorSettings) -> None:
    await broker.tell(0, *people(broker.locals[0], 15))

    async def go_on_telling() -> None:
        for number in range(40):
            await broker.tell(1, took_part(f"p{number:02}", 1, broker.locals[1]))
            await asyncio.sleep(0.01)

    async with live(settings):
        telling = asyncio.create_task(go_on_telling())
        found = await rebuild(settings)
        await telling
    assert found.identical


async def test_a_damaged_projection_is_found_out_and_replaced_while_it_runs(
    broker: Broker, settings: EvaluatorSettings
) -> None:
    await broker.tell(0, *people(broker.locals[0], 15))
    async with live(settings) as (here, _):
        await until(has(settings, participation=15, measure=30))
        async with here.db.transaction() as tx:
            await tx.execute("UPDATE measure SET score = 9 WHERE day = 0 AND score <> 9")
        found = await rebuild(settings)
        assert set(found.differences) == {"measure"}
        assert (await rebuild(settings, replace=True)).replaced
        assert (await rebuild(settings)).identical
        await broker.tell(0, took_part("later", 1, broker.locals[0]))
        await until(has(settings, participation=16))
