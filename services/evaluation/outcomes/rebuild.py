"""Everything again from the first record, beside the live tables: is it the same? And, if wished, in their place."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from aiokafka import AIOKafkaConsumer

from shared.database import Database, connect, connected
from shared.progress import Place
from shared.settings import EvaluatorSettings

from . import store
from .batch import Batch
from .projector import listening, project

PATIENCE = 10.0  # seconds to wait for the live projection to reach where the logs ended
TRIES = 20
COMPARING = 600.0  # seconds for the comparison of one table

Progress = Callable[[int, int], None]
"""Told how many records have been taken, and of how many."""


@dataclass(frozen=True)
class Rebuilt:
    records: int
    rows: dict[str, int]
    differences: dict[str, int] = field(default_factory=dict)
    """Table -> rows that stand in only one of the two."""
    behind: int = 0
    """Records the live projection has not counted yet, if it did not catch up."""
    replaced: bool = False

    @property
    def identical(self) -> bool:
        return not self.differences and not self.behind


async def rebuild(
    settings: EvaluatorSettings, *, replace: bool = False, tell: Progress = lambda done, of: None
) -> Rebuilt:
    """Rebuild up to where the logs end now, compare with the live projection, and swap if `replace` says so.

    Live goes on meanwhile. After a swap the live projectors find their offsets moved and begin again from the new ones.
    """
    url = settings.database_url.get_secret_value()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(_shadow(url))
        live = await stack.enter_async_context(connected(store.in_schema(url, store.LIVE), most=2))
        shadow = await stack.enter_async_context(connected(store.in_schema(url, store.SHADOW), most=10))
        consumers = [
            (source.local, await stack.enter_async_context(listening(settings, source))) for source in settings.sources
        ]
        ends = await _ends([consumer for _, consumer in consumers])
        records = await _up_to(consumers, shadow, ends, tell)
        behind, differences = await _meet_and_compare(url, live, shadow, consumers, ends)
        async with shadow.snapshot() as tx:
            rows = await store.count_rows(tx)
        if replace:
            await _swap(url)
        return Rebuilt(records, rows, differences, behind, replace)


@asynccontextmanager
async def refilled(settings: EvaluatorSettings, tell: Progress = lambda done, of: None) -> AsyncIterator[int]:
    """Tables like the live ones beside them, filled from the first record to where the logs end. Gone afterwards."""
    url = settings.database_url.get_secret_value()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(_shadow(url))
        shadow = await stack.enter_async_context(connected(store.in_schema(url, store.SHADOW), most=10))
        consumers = [
            (source.local, await stack.enter_async_context(listening(settings, source))) for source in settings.sources
        ]
        yield await _up_to(consumers, shadow, await _ends([consumer for _, consumer in consumers]), tell)


@asynccontextmanager
async def _shadow(url: str) -> AsyncIterator[None]:
    """Empty tables like the live ones in a schema of their own, held by one rebuild at a time and gone afterwards."""
    connection = await connect(url)
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock(hashtext('rebuild'))"):
            raise RebuildRunning("Another rebuild is running. Wait until it has ended.")
        await connection.execute(f"DROP SCHEMA IF EXISTS {store.SHADOW} CASCADE; CREATE SCHEMA {store.SHADOW}")
        for table in store.TABLES:
            await connection.execute(f"CREATE TABLE {store.SHADOW}.{table} (LIKE {store.LIVE}.{table} INCLUDING ALL)")
        yield
    finally:
        await connection.execute(f"DROP SCHEMA IF EXISTS {store.SHADOW} CASCADE")
        await connection.close()


class RebuildRunning(RuntimeError):
    """Two rebuilds at once would write over each other."""


async def _ends(consumers: list[AIOKafkaConsumer]) -> dict[Place, int]:
    found: dict[Place, int] = {}
    for consumer in consumers:
        for part, end in (await consumer.end_offsets(list(consumer.assignment()))).items():
            found[part.topic, part.partition] = end
    return found


async def _up_to(
    consumers: list[tuple[str, AIOKafkaConsumer]], shadow: Database, ends: dict[Place, int], tell: Progress
) -> int:
    """Take every source up to `ends`, all at once. Returns how many records there were."""
    taken = 0

    def wrote(batch: Batch) -> None:
        nonlocal taken
        taken += batch.size
        tell(taken, sum(ends.values()))

    async def one(local: str, consumer: AIOKafkaConsumer) -> None:
        own = {(part.topic, part.partition) for part in consumer.assignment()}
        await project(consumer, shadow, local, {place: end for place, end in ends.items() if place in own}, wrote)

    async with asyncio.TaskGroup() as group:
        for local, consumer in consumers:
            group.create_task(one(local, consumer))
    return taken


async def _meet_and_compare(
    url: str, live: Database, shadow: Database, consumers: list[tuple[str, AIOKafkaConsumer]], ends: dict[Place, int]
) -> tuple[int, dict[str, int]]:
    """Live may go on between meeting and comparing: then their offsets differ, and they have to meet again."""
    behind, differences = 0, {"reached": 0}
    for _ in range(TRIES):
        behind = await _meet(live, shadow, consumers, ends)
        differences = await _compare(url)
        if behind or "reached" not in differences:
            break
    return behind, differences


async def _meet(
    live: Database, shadow: Database, consumers: list[tuple[str, AIOKafkaConsumer]], ends: dict[Place, int]
) -> int:
    """Bring both to the same offsets: wait for live to reach `ends`, follow it where it has gone on.

    Returns how many records live is short of them if it does not move.
    """
    waited = 0.0
    for _ in range(TRIES):
        async with live.snapshot() as tx:
            reached = await store.reached(tx)
        behind = sum(max(0, end - reached.get(place, 0)) for place, end in ends.items())
        if behind and waited >= PATIENCE:
            return behind
        if behind:
            await asyncio.sleep(0.25)
            waited += 0.25
            continue
        if all(reached.get(place, 0) == end for place, end in ends.items()):
            return 0
        ends |= reached
        await _up_to(consumers, shadow, ends, lambda done, of: None)
    return 0


async def _compare(url: str) -> dict[str, int]:
    """How many rows of each table stand in only one of the two. Both are seen at the same moment."""
    connection = await connect(url)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            found = {table: await connection.fetchval(_difference(table), timeout=COMPARING) for table in store.TABLES}
    finally:
        await connection.close()
    return {table: count for table, count in found.items() if count}


def _difference(table: str) -> str:
    columns = "topic, kafka_partition, kafka_offset, reason" if table == "parked" else "*"
    one, two = (f"SELECT {columns} FROM {schema}.{table}" for schema in (store.LIVE, store.SHADOW))  # noqa: S608
    return f"SELECT count(*) FROM (({one} EXCEPT {two}) UNION ALL ({two} EXCEPT {one})) AS only_in_one"  # noqa: S608


async def _swap(url: str) -> None:
    """The rebuilt tables take the live ones' place in one transaction, offsets and all."""
    connection = await connect(url)
    try:
        async with connection.transaction():
            # `reached` first, as every writer and reader does: nobody can hold what the other waits for.
            for table in ("reached", *store.TABLES):
                await connection.execute(f"LOCK TABLE {store.LIVE}.{table} IN ACCESS EXCLUSIVE MODE")
            await connection.execute(f"DROP SCHEMA {store.LIVE} CASCADE")
            await connection.execute(f"ALTER SCHEMA {store.SHADOW} RENAME TO {store.LIVE}")
    finally:
        await connection.close()
