"""Row 33: somebody is erased, and then everything that was ever told of them is read again from the beginning."""

import time
from collections.abc import Sequence
from typing import Any

from aiokafka import AIOKafkaConsumer

from services.community import store as community
from services.evaluation.outcomes.consume.rebuild import rebuild
from services.referral import commands
from shared.kernel import topics
from tests.faults.erasing import THERE_BEFORE, Local, Somebody, example, happens, lives, local, places_of
from tests.faults.ledger import Ledger
from tests.faults.matrix import Site, row


@row(33, "somebody is erased, and everything is read again from the beginning", quick=True)
async def erased_and_replayed(site: Site, ledger: Ledger) -> None:
    """Every service has forgotten what it has heard but not whom it has erased: nobody comes back, nobody else goes."""
    async with local(site) as one:
        gone = [Somebody(f"Zuleika{number}x") for number in range(site.times(12, quick=1))]
        stays = Somebody("Malia")
        async with one.runs():
            for kind in THERE_BEFORE:
                await happens(one.heres["community"], community.record, example(kind))
            for somebody in (*gone, stays):
                await lives(one, somebody)
            kept, before = await one.held(gone[0]), await one.held(stays)
            ledger.figures["tables with rows about one person, before"] = sum(len(rows) for rows in kept.values())
            ledger.expect("every service knows them before", all(kept.values()))
            await one.evaluator.until(lambda: _is_out(one, gone[0]))
            ledger.acknowledged = one.count("handled")
            for somebody in gone:
                here = one.heres["referral"]
                async with here.transaction() as tx:
                    await commands.erase(here, tx, somebody.id, "required_by_law", "an order", None)
            await one.all_is_heard()
            for somebody in gone:
                await one.evaluator.until(lambda who=somebody: _is_gone(one, who))
            ledger.expect("nothing is left of them", not [who for who in gone if await one.traces(who)])
            ledger.handled, ledger.deduplicated = one.count("handled"), one.count("deduplicated", "erased")
            ledger.parked = one.count("parked")
        await one.begin_anew()
        ledger.kills += 1
        began = time.time()
        async with one.runs():
            await one.all_is_heard()
            ledger.recoveries.append(time.time() - began)
            again = one.count("handled")
            ledger.figures["records about them that had no effect"] = one.count("erased")
            ledger.expect("what comes of them again is counted", one.count("erased") > 0)
            ledger.handled += again
            ledger.deduplicated += one.count("deduplicated", "erased")
            ledger.parked += one.count("parked")
            ledger.out_of_order = one.count("out_of_order")
        rebuilt = await rebuild(one.evaluator.settings, replace=True)
        ledger.expect("a rebuilt projection is the same as the live one", not rebuilt.differences)
        back = sum([await one.traces(somebody) for somebody in gone])
        ledger.figures["reappearances"] = back
        ledger.expect("nobody comes back", back == 0)
        ledger.expect("the evaluator has no row about them", not [who for who in gone if await one.evaluated(who)])
        ledger.expect("their neighbour's rows are as they were", await one.held(stays) == _without(before, gone))
        ledger.on_topic = 2 * await _meant_for_somebody(one)


def _without(held: dict[str, dict[str, list[str]]], gone: Sequence[Somebody]) -> dict[str, dict[str, list[str]]]:
    """Somebody's rows but for those that name one of these, too: that two records look alike is about both."""
    ids = [str(somebody.id) for somebody in gone]
    found = {
        service: {table: [row for row in rows if not any(who in row for who in ids)] for table, rows in tables.items()}
        for service, tables in held.items()
    }
    return {service: {table: rows for table, rows in tables.items() if rows} for service, tables in found.items()}


async def _is_out(one: Local, somebody: Somebody) -> bool:
    return await one.evaluated(somebody) > 0


async def _is_gone(one: Local, somebody: Somebody) -> bool:
    return await one.evaluated(somebody) == 0


async def _meant_for_somebody(one: Local) -> int:
    """Records on the topics, once for each service that does something when it hears of them."""
    consumer = AIOKafkaConsumer(**one.site.ground.kafka.client(), enable_auto_commit=False)
    await consumer.start()
    try:
        places, ends = places_of(one.topics), await one.ends()
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        meant = 0
        while any([await consumer.position(place) < ends[place] for place in places]):
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                meant += sum(_hearers(one, record) for record in batch)
        return meant
    finally:
        await consumer.stop()


def _hearers(one: Local, record: Any) -> int:
    kind = dict(record.headers)["ce_type"].decode()
    stream = record.topic.removeprefix(f"lc.{one.evaluator.local}.")
    return sum(
        stream in topics.HEARS[name] and kind in service.hears.handlers
        for name, service in one.services.items()
        if service.hears
    )
