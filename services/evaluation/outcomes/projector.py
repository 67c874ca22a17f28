"""From the log to the tables: the same loop follows the live topics and rebuilds from the beginning."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared import topics
from shared.database import Database
from shared.progress import Place
from shared.settings import EvaluatorSettings, Source

from . import store
from .batch import Batch

LARGE = 5_000  # records a batch while catching up
FETCHED = 250  # records at once: so often what is being written gets its turn
IN_HAND = 10  # milliseconds to wait for more while there is something to write
Write = Callable[[Database, Batch], Awaitable[None]]


@asynccontextmanager
async def listening(
    settings: EvaluatorSettings, source: Source, parts: Collection[int] | None = None
) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer of one Local's released facts, or of some partitions of them.

    It belongs to no group: the offsets are in the tables.
    """
    topic = topics.topic(source.local, "evaluation")
    consumer = AIOKafkaConsumer(
        *([topic] if parts is None else []),
        **settings.kafka(source).client(),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        max_poll_records=FETCHED,
        max_partition_fetch_bytes=4 * 1024 * 1024,
    )
    if parts is not None:
        consumer.assign([TopicPartition(topic, part) for part in parts])
    await consumer.start()
    try:
        yield consumer
    finally:
        await consumer.stop()


async def project(
    consumer: AIOKafkaConsumer,
    db: Database,
    local: str,
    until: Mapping[Place, int] | None = None,
    wrote: Callable[[Batch], None] = lambda _: None,
    looked: Callable[[AIOKafkaConsumer], None] = lambda _: None,
    write: Write = store.write,
) -> int:
    """Carry on from the offsets the database holds, up to where `until` says (for ever, if it says nothing).

    While one batch is being written the next is fetched and read: the longer the one takes, the larger the other.
    Returns the number of records taken.
    """
    async with db.transaction() as tx:
        expected = await store.reached(tx)
    for part in consumer.assignment():
        consumer.seek(part, expected.get((part.topic, part.partition), 0))
    taken = 0
    writing: asyncio.Task[None] | None = None

    def enough(batch: Batch) -> bool:
        """Catching up, large batches are cheapest; live, nothing waits that could be written."""
        return batch.size >= LARGE or (until is None and batch.size > 0 and (writing is None or writing.done()))

    try:
        async for batch in _batches(consumer, local, expected, until, looked, enough):
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
    consumer: AIOKafkaConsumer,
    local: str,
    expected: dict[Place, int],
    until: Mapping[Place, int] | None,
    looked: Callable[[AIOKafkaConsumer], None],
    enough: Callable[[Batch], bool],
) -> AsyncIterator[Batch]:
    batch = Batch(local)
    while until is None or not await _past(consumer, expected, until):
        await asyncio.sleep(0)  # fetching what has arrived already gives nobody else a turn
        fetched = await consumer.getmany(timeout_ms=IN_HAND if batch.size else 200)
        looked(consumer)
        for part, records in fetched.items():
            place = (part.topic, part.partition)
            if until is not None:
                records = [record for record in records if record.offset < until.get(place, 0)]
            expected[place] = batch.add(place, expected.get(place, 0), records)
        if enough(batch):
            yield batch
            batch = Batch(local)
    if batch.size:
        yield batch


async def _past(consumer: AIOKafkaConsumer, expected: Mapping[Place, int], until: Mapping[Place, int]) -> bool:
    for (topic, part), end in until.items():
        if expected.get((topic, part), 0) < end and await consumer.position(TopicPartition(topic, part)) < end:
            return False
    return True
