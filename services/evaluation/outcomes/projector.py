"""From the log to the tables: the same loop follows the live topics and rebuilds from the beginning."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import asyncpg
import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from shared import topics
from shared.bus import PASSING_TROUBLE
from shared.database import Database
from shared.progress import Place, Progress
from shared.settings import EvaluatorSettings, Source

from . import store
from .batch import Batch

LARGE = 5_000  # records a batch while catching up
FETCHED = 2_500  # records at once: more of them no longer lie close together, and cost more each
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
Write = Callable[[Database, Batch], Awaitable[None]]
log = structlog.get_logger()


@dataclass
class Following:
    """How the live projection is doing, for its pages and for the publisher."""

    progress: Progress
    troubles: dict[str, str] = field(default_factory=dict)
    """By Local, what keeps its log from being read just now."""
    arrived: float = 0.0
    """When something was last written (the event loop's clock, seconds)."""

    def looked(self, consumer: AIOKafkaConsumer) -> None:
        """Note where the logs end, as the broker last said."""
        for part in consumer.assignment():
            if (end := consumer.highwater(part)) is not None:
                self.progress.ends[part.topic, part.partition] = end

    def wrote(self, batch: Batch) -> None:
        for (topic, part), (_, end) in batch.moves.items():
            self.progress.handled(topic, part, end - 1)
        self.progress.counts["handled"] += batch.size
        self.progress.counts["parked"] += len(batch.parked)
        self.arrived = asyncio.get_running_loop().time()


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


async def follow(settings: EvaluatorSettings, source: Source, db: Database, following: Following) -> None:
    """Follow one Local's log for ever. Whatever goes wrong: let go, wait, begin again from where the tables stand."""
    failures = 0
    while True:
        try:
            async with listening(settings, source) as consumer:
                failures = 0
                await _say_where_we_stand(consumer, db, following)
                following.troubles.pop(source.local, None)
                await project(consumer, db, source.local, wrote=following.wrote, looked=following.looked)
        except (store.Overtaken, KafkaError, asyncpg.PostgresError, *PASSING_TROUBLE) as trouble:
            following.troubles[source.local] = type(trouble).__name__
            log.warning("projector begins again", local=source.local, error=type(trouble).__name__)
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1


async def _say_where_we_stand(consumer: AIOKafkaConsumer, db: Database, following: Following) -> None:
    async with db.transaction() as tx:
        reached = await store.reached(tx)
    for part, end in (await consumer.end_offsets(list(consumer.assignment()))).items():
        following.progress.ends[part.topic, part.partition] = end
        if offset := reached.get((part.topic, part.partition)):
            following.progress.handled(part.topic, part.partition, offset - 1)


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

    While one batch is being written the next is fetched and read. Returns the number of records taken.
    """
    async with db.transaction() as tx:
        expected = await store.reached(tx)
    for part in consumer.assignment():
        consumer.seek(part, expected.get((part.topic, part.partition), 0))
    taken = 0
    writing: asyncio.Task[None] | None = None
    try:
        async for batch in _batches(consumer, local, expected, until, looked):
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
) -> AsyncIterator[Batch]:
    batch = Batch(local)
    while until is None or not await _past(consumer, expected, until):
        fetched = await consumer.getmany(timeout_ms=200)
        looked(consumer)
        for part, records in fetched.items():
            place = (part.topic, part.partition)
            if until is not None:
                records = [record for record in records if record.offset < until.get(place, 0)]
            expected[place] = batch.add(place, expected.get(place, 0), records)
        if batch.size and (batch.size >= LARGE or until is None):
            yield batch
            batch = Batch(local)
    if batch.size:
        yield batch


async def _past(consumer: AIOKafkaConsumer, expected: Mapping[Place, int], until: Mapping[Place, int]) -> bool:
    for (topic, part), end in until.items():
        if expected.get((topic, part), 0) < end and await consumer.position(TopicPartition(topic, part)) < end:
            return False
    return True
