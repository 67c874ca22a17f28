"""From the log to the tables: the product's projector and rebuild, the bare client, and an honest naive handler."""

import asyncio
import resource
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition
from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from benchmarks.run import Run
from benchmarks.worker import Given, Once
from services.evaluation.outcomes.consume import store
from services.evaluation.outcomes.consume.batch import Batch
from services.evaluation.outcomes.consume.bulk import reading
from services.evaluation.outcomes.consume.projector import fold, listening, project
from services.evaluation.outcomes.consume.reading import CHECKS
from services.evaluation.outcomes.consume.refill import calm, refilled
from services.evaluation.outcomes.consume.shadow import SHADOW
from services.evaluation.outcomes.settings import EvaluatorSettings
from services.evaluation.outcomes.site.current import current
from shared.config.kafka import KafkaAccess
from shared.context.service_context import ServiceContext
from shared.kernel.clock import Clock
from shared.messaging.subscribing import security
from shared.persistence import inbox
from shared.persistence.database import Database, connected

LOOKS = 500
STAFF = Path(__file__).parents[2] / "deploy" / "locals" / "staff.json"
VALIDATORS: dict[bytes | None, Any] = {kind.type_name().encode(): kind.__pydantic_validator__ for kind in CHECKS}


def settings(given: Given) -> EvaluatorSettings:
    """The evaluator's own settings, as if these were its Local, its broker and its database."""
    kafka = given["kafka"]
    return EvaluatorSettings.model_validate(
        {
            "secret": "only-for-benchmarks-" + "s" * 24, "staff_file": STAFF, "kafka_bootstrap": kafka["bootstrap"],
            "kafka_user": kafka["user"], "kafka_password": kafka["password"],
            "database_url": given.get("database", "postgresql://no@none/none"), "sources": [{"local": given["local"]}],
        }
    )  # fmt: skip


async def checksum(url: str, schema: str) -> str:
    """The same for the same rows, in whatever order they were written."""
    connection = await asyncpg.connect(url)
    try:
        sums = [
            await connection.fetchval(
                f"SELECT concat(count(*), '/', sum(hashtextextended(row::text, 0)::numeric)) FROM {schema}.{table} row"  # noqa: S608
            )
            for table in store.TABLES
            if table not in ("parked", "reached")
        ]
    finally:
        await connection.close()
    return " ".join(sums)


async def empty(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for table in store.TABLES:
            await connection.execute(f"TRUNCATE {store.LIVE}.{table}, inbox")
        await connection.execute("CHECKPOINT")
    finally:
        await connection.close()


@asynccontextmanager
async def live(given: Given) -> AsyncIterator[Once]:
    """The product follows the log, from an empty table to the end: what it writes is what it has fetched."""
    own, url = settings(given), given["database"]

    async def once() -> Run:
        await empty(url)
        done = asyncio.Event()
        taken = 0

        def wrote(batch: Batch) -> None:
            nonlocal taken
            taken += batch.size
            if taken >= given["size"]:
                done.set()

        async with connected(store.in_schema(url, store.LIVE)) as db, listening(own, own.sources[0]) as consumer:
            began, worked = time.perf_counter(), time.process_time()
            following = asyncio.create_task(project(consumer, db, given["local"], wrote=wrote))
            await done.wait()
            seconds, python = time.perf_counter() - began, time.process_time() - worked
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
        return Run(seconds, taken, await checksum(url, store.LIVE), figures={"python_s": python})

    yield once


@asynccontextmanager
async def anew(given: Given) -> AsyncIterator[Once]:
    """The product rebuilds everything beside the live tables, from the first record, indexes and all."""
    own = settings(given)

    async def once() -> Run:
        stretches: list[tuple[float, int]] = []
        began = time.perf_counter()

        def tell(done: int, of: int) -> None:
            stretches.append((time.perf_counter(), done))

        async with refilled(own, tell, given["processes"]) as (records, _):
            seconds = time.perf_counter() - began
            left = await checksum(given["database"], SHADOW)
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return Run(seconds, records, left, figures=tenths(stretches) | {"most_mb": most})

    yield once


def tenths(stretches: list[tuple[float, int]]) -> dict[str, float]:
    """Microseconds a record in the first tenth and in the last one, from when the first batch was written.

    What a rebuild does once, before and after, is in neither.
    """
    (start, before), (end, total) = stretches[0], stretches[-1]
    early = next(one for one in stretches if one[1] >= total * 0.1)
    late = next(one for one in stretches if one[1] >= total * 0.9)
    if early[1] == before or late[1] == total:
        return {}
    return {
        "first_tenth_us": (early[0] - start) / (early[1] - before) * 1e6,
        "last_tenth_us": (end - late[0]) / (total - late[1]) * 1e6,
    }


def bare(given: Given) -> AIOKafkaConsumer:
    """aiokafka as the product uses it, with nothing of the product around it, at the size of fetches that suits it."""
    return AIOKafkaConsumer(
        **KafkaAccess.model_validate(given["kafka"]).client(),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        max_poll_records=2_500,
        max_partition_fetch_bytes=4 * 1024 * 1024,
    )


async def fetched(given: Given, take: Any) -> Run:
    """Everything on the topic, batch by batch, from a consumer that has just started; how long that took beside it."""
    consumer, called = bare(given), time.perf_counter()
    await consumer.start()
    try:
        parts = [TopicPartition(given["topic"], part) for part in range(given["partitions"])]
        consumer.assign(parts)
        await consumer.seek_to_beginning(*parts)
        taken, began = 0, time.perf_counter()
        while taken < given["size"]:
            for part, records in (await consumer.getmany(timeout_ms=200)).items():
                take(part, records)
                taken += len(records)
        return Run(time.perf_counter() - began, taken, figures={"login_s": began - called})
    finally:
        await consumer.stop()


@asynccontextmanager
async def fetch(given: Given) -> AsyncIterator[Once]:
    """Fetch alone: what is left for everything else."""
    yield lambda: fetched(given, lambda part, records: None)


@asynccontextmanager
async def raw(given: Given) -> AsyncIterator[Once]:
    """Fetch and validate with pydantic, and throw it away: what the same client can do with nothing to write."""

    def take(part: TopicPartition, records: list[Any]) -> None:
        for record in records:
            for name, value in record.headers:
                if name == "ce_type":
                    VALIDATORS[value].validate_json(record.value)
                    break

    yield lambda: fetched(given, take)


@asynccontextmanager
async def folded(given: Given) -> AsyncIterator[Once]:
    """The rebuild's own reading and folding without a table to write to."""
    own = settings(given)
    nowhere: Any = None

    async def nothing(db: Database, batch: Batch) -> None:
        """Where a rebuild would pour."""

    async def once() -> Run:
        with calm():
            async with reading(own.kafka(own.sources[0]), given["topic"]) as log:
                ends = await log.ends()
                began = time.perf_counter()
                log.begin(ends)
                taken = await fold(log, nowhere, given["local"], {}, ends, lambda _: None, write=nothing)
                return Run(time.perf_counter() - began, taken)

    yield once


@asynccontextmanager
async def naive(given: Given) -> AsyncIterator[Once]:
    """FastStream as its first pages teach it, made safe: a record, a transaction with inbox and row, a commit."""
    access, url = KafkaAccess.model_validate(given["kafka"]), given["database"]

    async def once() -> Run:
        await empty(url)
        watch, done = Taken(given["size"]), asyncio.Event()
        # our projector logs no record either
        broker = KafkaBroker(access.bootstrap, security=security(access), logger=None)

        @broker.subscriber(
            given["topic"], group_id=f"naive-{uuid4()}", auto_offset_reset="earliest",
            ack_policy=AckPolicy.NACK_ON_ERROR,
        )  # fmt: skip
        async def handle(message: KafkaMessage) -> None:
            await one_by_one(db, given["local"], message.raw_message)
            if watch.saw():
                done.set()

        async with connected(store.in_schema(url, store.LIVE)) as db:
            await broker.start()
            await done.wait()
            await broker.stop()
            return Run(watch.seconds, given["size"], await checksum(url, store.LIVE))

    yield once


class Taken:
    """From the first record to the last one."""

    def __init__(self, size: int) -> None:
        self.left, self.began, self.seconds = size, 0.0, 0.0

    def saw(self) -> bool:
        self.began = self.began or time.perf_counter()
        self.left -= 1
        self.seconds = time.perf_counter() - self.began
        return self.left <= 0


async def one_by_one(db: Database, local: str, record: Any) -> None:
    """One fact in a transaction of its own, with the same rules as everywhere."""
    headers = dict(record.headers)
    batch = Batch(local)
    batch.add((record.topic, record.partition), record.offset, [record])
    async with db.transaction() as tx:
        if await inbox.first_time(tx, UUID(headers["ce_id"].decode())):
            for table, rows in store.rows(batch).items():
                for row in rows:
                    await tx.execute(store.CHANGES[table], *([value] for value in row))
            for sql in store.TAKE_BACK if batch.withdrawn else ():
                await tx.execute(sql, list(batch.withdrawn))


@asynccontextmanager
async def looked_at(given: Given) -> AsyncIterator[Once]:
    """The evaluator's page asks for the current figures, again and again, of a projection of so many facts."""
    url = given["database"]
    async with connected(store.in_schema(url, store.LIVE)) as db:
        here = ServiceContext("outcomes", "evaluator", None, Clock(), db)
        request: Any = SimpleNamespace(app=SimpleNamespace(state=SimpleNamespace(here=here)))
        began = time.perf_counter()
        await current(request)
        first = time.perf_counter() - began

        async def once() -> Run:
            took = []
            for _ in range(LOOKS):
                began = time.perf_counter()
                await current(request)
                took.append((time.perf_counter() - began) * 1000)
            p99 = statistics.quantiles(took, n=100)[98]
            return Run(sum(took) / 1000, LOOKS, figures={"p99": p99, "first_s": first})

        yield once
