"""Everything again from the first record, beside the live tables: is it the same? And, if wished, in their place."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from aiokafka import AIOKafkaConsumer

from services.evaluation.outcomes.settings import EvaluatorSettings
from shared.persistence import roles
from shared.persistence.database import Database, connect, connected
from shared.persistence.progress import Place

from . import store
from .bulk import LogTrouble
from .gone import lost
from .projector import listening, project, spans
from .refill import Tell, refilled
from .shadow import SHADOW, RebuildRunning, keep_for_good

__all__ = ["LogTrouble", "RebuildRunning", "Rebuilt", "rebuild"]

PATIENCE = 10.0  # seconds to wait for the live projection to reach where the logs ended
TRIES = 20
COMPARING = 600.0  # seconds for the comparison of one table


@dataclass(frozen=True)
class Rebuilt:
    """What a rebuild found: records read, rows by table, and where the live projection differs."""

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
    settings: EvaluatorSettings,
    *,
    replace: bool = False,
    tell: Tell = lambda done, of: None,
    processes: int | None = None,
) -> Rebuilt:
    """Rebuild the projection up to where the logs end now, compare it with the live one, and swap on `replace`.

    Live goes on meanwhile. After a swap the live projectors find their offsets moved and begin again from the new ones.
    """
    works_as = urlsplit(settings.database_url.get_secret_value()).username
    settings = settings.as_owner()
    url = settings.database_url.get_secret_value()
    async with AsyncExitStack() as stack:
        records, ends = await stack.enter_async_context(refilled(settings, tell, processes))
        live = await stack.enter_async_context(connected(store.in_schema(url, store.LIVE), most=2))
        shadow = await stack.enter_async_context(connected(store.in_schema(url, SHADOW), most=10))
        consumers = [
            (source.local, await stack.enter_async_context(listening(settings, source))) for source in settings.sources
        ]
        await _check_that_live_goes_on(live, [consumer for _, consumer in consumers])
        behind, differences = await _meet_and_compare(url, live, shadow, consumers, ends)
        async with shadow.snapshot() as tx:
            rows = await store.count_rows(tx)
        if replace:
            await _swap(url, works_as)
        return Rebuilt(records, rows, differences, behind, replace)


async def _check_that_live_goes_on(live: Database, consumers: list[AIOKafkaConsumer]) -> None:
    """Where live stands past the end of a log that was made anew, the two would never meet."""
    async with live.snapshot() as tx:
        reached = await store.reached(tx)
    for consumer in consumers:
        found = await spans(consumer)
        for gone in lost(reached, {(part.topic, part.partition): span for part, span in found.items()}):
            raise LogTrouble(f"{gone.why()}: `lc outcomes go-on` first")


async def _up_to(consumers: list[tuple[str, AIOKafkaConsumer]], shadow: Database, ends: dict[Place, int]) -> None:
    """Follow every source up to `ends`, as the live projection does."""

    async def one(local: str, consumer: AIOKafkaConsumer) -> None:
        own = {(part.topic, part.partition) for part in consumer.assignment()}
        await project(consumer, shadow, local, {place: end for place, end in ends.items() if place in own})

    async with asyncio.TaskGroup() as group:
        for local, consumer in consumers:
            group.create_task(one(local, consumer))


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
        await _up_to(consumers, shadow, ends)
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


COLUMNS = {
    "participation": "pseudonym, local, consented_week, age_band, source, trace_id",
    "step": "pseudonym, step, day, trace_id",
    "measure": "measure_id, pseudonym, instrument, day, occasion, score, missing_reason, trace_id",
    "attendance": "attendance_id, pseudonym, day, trace_id",
    "withdrawn": "pseudonym",
    "reached": "topic, kafka_partition, next_offset",
    "parked": "topic, kafka_partition, kafka_offset, reason",
}
"""What has to be the same. Rows of before offsets were kept with them say otherwise where they lie on the log."""


def _difference(table: str) -> str:
    columns = COLUMNS[table]
    one, two = (f"SELECT {columns} FROM {schema}.{table}" for schema in (store.LIVE, SHADOW))  # noqa: S608
    return f"SELECT count(*) FROM (({one} EXCEPT {two}) UNION ALL ({two} EXCEPT {one})) AS only_in_one"  # noqa: S608


NOTES = f"""
UPDATE {SHADOW}.parked AS rebuilt SET (set_aside_at, set_aside_by, set_aside_because)
    = (live.set_aside_at, live.set_aside_by, live.set_aside_because)
FROM {store.LIVE}.parked AS live WHERE live.set_aside_at IS NOT NULL
    AND (live.topic, live.kafka_partition, live.kafka_offset)
        = (rebuilt.topic, rebuilt.kafka_partition, rebuilt.kafka_offset)
    AND (live.record_key, live.headers, live.body)
        IS NOT DISTINCT FROM (rebuilt.record_key, rebuilt.headers, rebuilt.body)"""  # noqa: S608
"""What people set aside is not on the logs: it comes along, if the same record still lies there."""


async def _swap(url: str, works_as: str | None) -> None:
    """The rebuilt tables take the live ones' place in one transaction, offsets and all, and the evaluator's rights."""
    connection = await connect(url)
    try:
        async with connection.transaction():
            await keep_for_good(connection)
            # `reached` first, as every writer and reader does: nobody can hold what the other waits for.
            for table in ("reached", *store.TABLES):
                await connection.execute(f"LOCK TABLE {store.LIVE}.{table} IN ACCESS EXCLUSIVE MODE")
            await connection.execute(NOTES)
            await connection.execute(f"DROP SCHEMA {store.LIVE} CASCADE")
            await connection.execute(f"ALTER SCHEMA {SHADOW} RENAME TO {store.LIVE}")
            if works_as:
                await roles.let_work(connection, unquote(works_as))
    finally:
        await connection.close()
