"""Rows 39, 40 and 42: databases are put back to an earlier moment while the logs have gone on."""

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid5

import asyncpg
from aiokafka import AIOKafkaConsumer
from aiokafka.structs import TopicPartition

from services.community import store as community
from services.evaluation.outcomes.consume.rebuild import rebuild
from services.journey import recording
from shared.events import ConsentWithdrawn, MeasureTaken, examples
from shared.kernel import topics
from shared.messaging import own_log
from shared.persistence.database import connected
from tests.faults.erasing import THERE_BEFORE, Local, Somebody, example, happens, lives, local, places_of
from tests.faults.ground import Ground
from tests.faults.ledger import Ledger
from tests.faults.matrix import Site, row

Counts = dict[str, dict[str, int]]


@dataclass
class Backup:
    """What was saved of one service: a copy of its database, and where its own logs ended then."""

    url: str
    ends: dict[TopicPartition, int] = field(default_factory=dict)


async def save(one: Local, name: str) -> Backup:
    """While the service stands still."""
    copy = await copied(one.site.ground, one.urls[name])
    ends = await one.ends()
    return Backup(copy, {place: end for place, end in ends.items() if place.topic in own_topics(one, name)})


async def copied(ground: Ground, url: str) -> str:
    """A copy of a database that nobody uses now."""
    name = urlsplit(url).path[1:]
    made = f"{name}_{time.time_ns() % 1_000_000_000}"
    await ground.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    await ground.execute(f'CREATE DATABASE "{made}" TEMPLATE "{name}"')
    return ground.stack.database_url(made)


async def put_back(one: Local, name: str, backup: Backup) -> None:
    await one.site.ground.drop_database(one.urls[name])
    one.urls[name] = await copied(one.site.ground, backup.url)


def own_topics(one: Local, name: str) -> list[str]:
    return [topics.topic(one.evaluator.local, stream) for stream in topics.TELLS[name]]


async def counted(one: Local, *people: Somebody) -> Counts:
    """How many rows about these people there are, by service and table."""
    found: Counts = {name: defaultdict(int) for name in one.urls}
    for somebody in people:
        for name, tables in (await one.held(somebody)).items():
            for table, rows in tables.items():
                found[name][table] += len(rows)
    return found


def doubled(before: Counts, after: Counts) -> int:
    """Rows that there were not: what was heard again has had another effect."""
    return sum(
        max(0, count - before[name].get(table, 0))
        for name, tables in after.items()
        for table, count in tables.items()
        if table != "unremembered"
    )


def missing(before: Counts, after: Counts, but: frozenset[str]) -> int:
    """Rows of services that were not put back and that are gone all the same."""
    return sum(
        max(0, count - after[name].get(table, 0))
        for name, tables in before.items()
        for table, count in tables.items()
        if name not in but
    )


async def reused(one: Local) -> int:
    """Numbers that two different facts of one teller about one subject have."""
    ids: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for record in await all_records(one):
        heads = {name: (value or b"").decode() for name, value in record.headers}
        ids[heads["ce_source"], heads["ce_subject"], heads["ce_sequence"]].add(heads["ce_id"])
    return sum(len(found) - 1 for found in ids.values())


async def all_records(one: Local) -> list[Any]:
    consumer = AIOKafkaConsumer(**one.site.ground.kafka.client(), enable_auto_commit=False)
    await consumer.start()
    try:
        places, ends = places_of(one.topics), await one.ends()
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        found: list[Any] = []
        while any([await consumer.position(place) < ends[place] for place in places]):
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                found += batch
        return found
    finally:
        await consumer.stop()


async def unheard(one: Local, records: list[Any]) -> int:
    """Records that mean something to a service, and of which it knows nothing: neither in effect nor parked."""
    lost = 0
    for name, service in one.services.items():
        connection = await asyncpg.connect(one.urls[name])
        try:
            known = {str(row["message_id"]) for row in await connection.fetch("SELECT message_id FROM inbox")}
            parked = {tuple(row) for row in await connection.fetch(PARKED)}
        finally:
            await connection.close()
        streams = {topics.topic(one.evaluator.local, stream) for stream in topics.HEARS[name]}
        for record in records:
            heads = {key: (value or b"").decode() for key, value in record.headers}
            meant = record.topic in streams and service.hears and heads["ce_type"] in service.hears.handlers
            place = (record.topic, record.partition, record.offset)
            lost += bool(meant and record.value and heads["ce_id"] not in known and place not in parked)
    return lost


PARKED = "SELECT topic, kafka_partition, kafka_offset FROM parked"


async def unnamed(one: Local, name: str, backup: Backup, until: dict[TopicPartition, int]) -> tuple[int, int]:
    """Facts that this service told after its backup: how many were found and named, and how many were not."""
    told = sum(until[place] - end for place, end in backup.ends.items())
    async with connected(one.urls[name], most=1) as db, db.transaction() as tx:
        named = len(await own_log.unsettled(tx))
        await own_log.seen_to(tx)
    return named, told - named


async def begun(one: Local) -> Somebody:
    """A Local with somebody in it who was there before any backup was made."""
    for kind in THERE_BEFORE:
        await happens(one.heres["community"], community.record, example(kind))
    first = Somebody("Malia")
    await lives(one, first)
    return first


async def caught_up(one: Local, ledger: Ledger) -> None:
    began = time.time()
    async with one.runs():
        await one.all_is_heard()
        ledger.recoveries.append(time.time() - began)
        ledger.handled += one.count("handled")
        ledger.deduplicated += one.count("deduplicated", "erased")
        ledger.parked += one.count("parked")
        ledger.out_of_order += one.count("out_of_order")
    ledger.on_topic = ledger.handled + ledger.deduplicated + ledger.parked


@row(39, "a service's database is put back, each in turn, and the logs have gone on")
async def each_put_back(site: Site, ledger: Ledger) -> None:
    """By itself it hears again what came since, and names what it told since and has forgotten."""
    async with local(site) as one:
        async with one.runs():
            first = await begun(one)
        backups = {name: await save(one, name) for name in topics.SERVICES}
        later = [Somebody(f"Zuleika{number}x") for number in range(site.times(3))]
        async with one.runs():
            for somebody in later:
                await lives(one, somebody)
            ledger.acknowledged = one.count("handled")
        for name in topics.SERVICES if not site.quick else ("journey",):
            await _put_back_and_compare(one, ledger, {name: backups[name]}, [first, *later])
        await _nobody_is_nobodys(one, ledger, later)


async def _put_back_and_compare(one: Local, ledger: Ledger, backups: dict[str, Backup], people: list[Somebody]) -> None:
    before, until = await counted(one, *people), await one.ends()
    for name, backup in backups.items():
        await put_back(one, name, backup)
        ledger.kills += 1
    await caught_up(one, ledger)
    after = await counted(one, *people)
    ledger.double_effects += doubled(before, after)
    ledger.lost += missing(before, after, frozenset(backups)) + await unheard(one, await all_records(one))
    figures = ledger.figures
    for name, backup in backups.items():
        named, not_named = await unnamed(one, name, backup, until)
        figures["forgotten facts named"] = figures.get("forgotten facts named", 0) + named
        figures["unnamed"] = figures.get("unnamed", 0) + not_named
    figures["reused numbers"] = await reused(one)
    ledger.expect("every fact that was forgotten is named", figures["unnamed"] == 0)
    ledger.expect("some were forgotten", figures["forgotten facts named"] > 0)
    ledger.expect("no number is given again", figures["reused numbers"] == 0)


async def _nobody_is_nobodys(one: Local, ledger: Ledger, people: list[Somebody]) -> None:
    async with connected(one.urls["journey"], most=1) as db, db.transaction() as tx:
        known = await tx.fetchval(
            "SELECT count(*) FROM journey WHERE participant_id = ANY($1)", [somebody.id for somebody in people]
        )
    ledger.expect("everybody who was accepted since has a journey", known == len(people))


@row(40, "all databases are put back together, one to another moment than the rest", quick=True)
async def all_put_back(site: Site, ledger: Ledger) -> None:
    async with local(site) as one:
        async with one.runs():
            first = await begun(one)
        backups = {name: await save(one, name) for name in topics.SERVICES}
        later = [Somebody(f"Zuleika{number}x") for number in range(site.times(3))]
        if not site.quick:
            async with one.runs():
                await lives(one, later.pop())
            backups["community"] = await save(one, "community")
        async with one.runs():
            for somebody in later:
                await lives(one, somebody)
            ledger.acknowledged = one.count("handled")
        await _put_back_and_compare(one, ledger, backups, [first, *later])


@row(42, "a restored teller takes back a consent")
async def withdrawn_after_restore(site: Site, ledger: Ledger) -> None:
    """Whatever came before it on the log goes, whatever numbers it has; a rebuild follows the same order."""
    async with local(site) as one:
        people = [Somebody(f"Zuleika{number}x") for number in range(site.times(6))]
        async with one.runs():
            await begun(one)
            for somebody in people:
                await lives(one, somebody)
        backup = await save(one, "evaluation")
        async with one.runs():
            for somebody in people:
                for measure in (event for event in examples.ALL if isinstance(event, MeasureTaken)):
                    await happens(one.heres["journey"], recording.record, _another(somebody, measure))
            await one.all_is_heard()
            for somebody in people:
                await one.evaluator.until(lambda who=somebody: _is_out(one, who))
            ledger.figures["rows at the evaluator before"] = sum([await one.evaluated(who) for who in people])
        await put_back(one, "evaluation", backup)
        ledger.kills += 1
        began = time.time()
        async with one.runs():
            for somebody in people:
                await happens(one.heres["journey"], recording.record, _withdrawal(somebody))
            await one.all_is_heard()
            for somebody in people:
                await one.evaluator.until(lambda who=somebody: _is_gone(one, who))
            ledger.recoveries.append(time.time() - began)
            ledger.out_of_order = one.count("out_of_order")
        left = sum([await one.evaluated(who) for who in people])
        ledger.figures["facts left at the evaluator"] = left
        ledger.expect("nothing is left at the evaluator", left == 0)
        rebuilt = await rebuild(one.evaluator.settings)
        ledger.expect("a rebuilt projection is the same as the live one", not rebuilt.differences)
        ledger.figures["reused numbers"] = await reused(one)
        ledger.expect("no number is given again", ledger.figures["reused numbers"] == 0)


def _another(somebody: Somebody, measure: MeasureTaken) -> MeasureTaken:
    own = somebody.told(measure)
    assert isinstance(own, MeasureTaken)
    return own.model_copy(update={"measure_id": uuid5(own.measure_id, "once more")})


def _withdrawal(somebody: Somebody) -> ConsentWithdrawn:
    given = next(event for event in examples.ALL if isinstance(event, ConsentWithdrawn))
    own = somebody.told(given.model_copy(update={"purpose": "evaluation"}))
    assert isinstance(own, ConsentWithdrawn)
    return own


async def _is_out(one: Local, somebody: Somebody) -> bool:
    return await one.evaluated(somebody) > 0


async def _is_gone(one: Local, somebody: Somebody) -> bool:
    await asyncio.sleep(0)
    return await one.evaluated(somebody) == 0
