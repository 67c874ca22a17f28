"""From the log to the tables: the same loop follows the live topics and rebuilds from the beginning."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Protocol

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from services.evaluation.outcomes.settings import EvaluatorSettings, Source
from shared.kernel import topics
from shared.persistence.database import Database
from shared.persistence.how_far import Overtaken, RecordsGone
from shared.persistence.progress import Place

from . import store
from .batch import WINDOW, Batch, Recent
from .gone import lost

LARGE = 5_000  # records a batch while catching up
FETCHED = 250  # records at once: so often what is being written gets its turn
IN_HAND = 10  # milliseconds to wait for more while there is something to write
Write = Callable[[Database, Batch], Awaitable[None]]


class Log(Protocol):
    """Records in order, partition by partition: an aiokafka consumer, or `bulk.Bulk`."""

    async def getmany(self, *, timeout_ms: int = 0) -> Mapping[TopicPartition, Sequence[Any]]: ...

    async def position(self, partition: TopicPartition) -> int: ...


@asynccontextmanager
async def listening(settings: EvaluatorSettings, source: Source) -> AsyncIterator[AIOKafkaConsumer]:
    """An aiokafka consumer of one Local's released facts, in no group: the offsets are in the tables."""
    consumer = AIOKafkaConsumer(
        topics.topic(source.local, "evaluation"),
        **settings.kafka(source).client(),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        max_poll_records=FETCHED,
        max_partition_fetch_bytes=4 * 1024 * 1024,
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await consumer.stop()


async def spans(consumer: AIOKafkaConsumer) -> dict[TopicPartition, tuple[int, int]]:
    """The first record that is there and the next offset of each partition: {partition: (first, next)}."""
    parts = list(consumer.assignment())
    begins, ends = await consumer.beginning_offsets(parts), await consumer.end_offsets(parts)
    return {part: (begins[part], ends[part]) for part in parts}


async def project(
    consumer: AIOKafkaConsumer,
    db: Database,
    local: str,
    until: Mapping[Place, int] | None = None,
    wrote: Callable[[Batch], None] = lambda _: None,
    looked: Callable[[], None] = lambda: None,
) -> int:
    """Follow one Local's log from the offsets in the database, up to `until` (for ever without it).

    Returns the number of records taken. Raises RecordsGone where the next record is gone or the log was made anew.
    """
    async with db.transaction() as tx:
        expected = await store.reached(tx)
    found = await spans(consumer)
    for gone in lost(expected, {(part.topic, part.partition): span for part, span in found.items()}):
        raise RecordsGone(gone.why())
    for part, (first, _) in found.items():
        reached = expected.get((part.topic, part.partition), 0)
        consumer.seek(part, max(reached - WINDOW, first))  # what was counted already is only recognised again
    return await fold(consumer, db, local, expected, until, wrote, looked)


async def fold(
    log: Log,
    db: Database,
    local: str,
    expected: dict[Place, int],
    until: Mapping[Place, int] | None,
    wrote: Callable[[Batch], None],
    looked: Callable[[], None] = lambda: None,
    write: Write = store.write,
) -> int:
    """Read a log from the `expected` offsets on and write it to the tables, batch by batch.

    While one batch is being written the next is fetched and read: the longer the one takes, the larger the other.
    Returns the number of records taken.
    """
    taken = 0
    writing: asyncio.Task[None] | None = None

    def enough(batch: Batch) -> bool:
        """Catching up, large batches are cheapest; live, nothing waits that could be written."""
        return batch.size >= LARGE or (until is None and batch.size > 0 and (writing is None or writing.done()))

    try:
        async for batch in _batches(log, local, expected, until, looked, enough):
            if writing:
                await writing
            writing = asyncio.create_task(_write(db, batch, write, wrote))
            taken += batch.size
        if writing:
            await writing
    finally:
        if writing and not writing.done():
            writing.cancel()
            await asyncio.gather(writing, return_exceptions=True)
    return taken


async def _write(db: Database, batch: Batch, write: Write, wrote: Callable[[Batch], None]) -> None:
    try:
        await write(db, batch)
    except asyncpg.DataError:
        # Something got past the reading that the tables refuse. One record must not hold up its neighbours.
        await _write_one_by_one(db, batch, write)
    wrote(batch)


async def _write_one_by_one(db: Database, batch: Batch, write: Write) -> None:
    reached = {place: start for place, (start, _) in batch.moves.items()}
    for record in batch.records:
        place = (record.topic, record.partition)
        single = Batch(batch.local)
        single.add(place, reached[place], [record])
        try:
            await write(db, single)
        except asyncpg.DataError as refused:
            poison = Batch(batch.local, moves=single.moves)
            poison.park(record, f"refused by the table: {type(refused).__name__}")
            await write(db, poison)
        reached[place] = record.offset + 1


async def _batches(
    log: Log,
    local: str,
    expected: dict[Place, int],
    until: Mapping[Place, int] | None,
    looked: Callable[[], None],
    enough: Callable[[Batch], bool],
) -> AsyncIterator[Batch]:
    batch, recent, came = Batch(local), defaultdict[Place, Recent](Recent), dict[Place, int]()
    while until is None or not await _past(log, expected, until):
        await asyncio.sleep(0)  # fetching what has arrived already gives nobody else a turn
        fetched = await log.getmany(timeout_ms=IN_HAND if batch.size else 200)
        looked()
        for part, records in fetched.items():
            place = (part.topic, part.partition)
            if records[0].offset < came.get(place, 0):
                raise Overtaken  # the log counts from its beginning again: look anew at where it stands
            came[place] = records[-1].offset + 1
            if until is not None and records[-1].offset >= (end := until.get(place, 0)):
                records = [record for record in records if record.offset < end]
            expected[place] = batch.add(place, expected.get(place, 0), records, recent[place])
        if enough(batch):
            yield batch
            batch = Batch(local)
    if batch.size:
        yield batch


async def _past(log: Log, expected: Mapping[Place, int], until: Mapping[Place, int]) -> bool:
    for (topic, part), end in until.items():
        if expected.get((topic, part), 0) < end and await log.position(TopicPartition(topic, part)) < end:
            return False
    return True
