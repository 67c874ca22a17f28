"""From the log to the tables: the product's projector and rebuild, the bare client, and an honest naive handler."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from benchmarks.run import Run
from benchmarks.worker import Given, Once
from services.evaluation.outcomes import rebuild, store
from services.evaluation.outcomes.batch import Batch
from services.evaluation.outcomes.projector import listening, project
from services.evaluation.outcomes.reading import READERS
from shared.database import connected
from shared.settings import EvaluatorSettings, KafkaAccess


def settings(given: Given) -> EvaluatorSettings:
    """The evaluator's own settings, as if these were its Local, its broker and its database."""
    kafka = given["kafka"]
    return EvaluatorSettings.model_validate(
        {
            "secret": "only-for-benchmarks-" + "s" * 24, "staff_file": "none", "kafka_bootstrap": kafka["bootstrap"],
            "kafka_user": kafka["user"], "kafka_password": kafka["password"],
            "database_url": given.get("database", "postgresql://none"), "sources": [{"local": given["local"]}],
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
            if table != "parked"
        ]
    finally:
        await connection.close()
    return " ".join(sums)


async def empty(url: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        for table in store.TABLES:
            await connection.execute(f"TRUNCATE {store.LIVE}.{table}")
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
            began = time.perf_counter()
            following = asyncio.create_task(project(consumer, db, given["local"], wrote=wrote))
            await done.wait()
            seconds = time.perf_counter() - began
            following.cancel()
            await asyncio.gather(following, return_exceptions=True)
        return Run(seconds, taken, await checksum(url, store.LIVE))

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

        async with rebuild.refilled(own, tell) as records:
            seconds = time.perf_counter() - began
            left = await checksum(given["database"], store.SHADOW)
        return Run(seconds, records, left, figures=tenths(began, stretches))

    yield once


def tenths(began: float, stretches: list[tuple[float, int]]) -> dict[str, float]:
    """Microseconds a record in the first tenth after the start and in the last one."""
    total = stretches[-1][1]
    early = next(one for one in stretches if one[1] >= total * 0.1)
    late = next(one for one in stretches if one[1] >= total * 0.9)
    last = stretches[-1]
    if last[1] == late[1]:
        return {}
    return {
        "first_tenth_us": (early[0] - began) / early[1] * 1e6,
        "last_tenth_us": (last[0] - late[0]) / (last[1] - late[1]) * 1e6,
    }


def bare(given: Given) -> AIOKafkaConsumer:
    """aiokafka as the product uses it, with nothing of the product around it."""
    return AIOKafkaConsumer(
        **KafkaAccess.model_validate(given["kafka"]).client(),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        max_poll_records=10_000,
        max_partition_fetch_bytes=4 * 1024 * 1024,
    )


async def fetched(given: Given, take: Any) -> Run:
    """Everything on the topic, batch by batch, from a consumer that has just started."""
    consumer = bare(given)
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
        return Run(time.perf_counter() - began, taken)
    finally:
        await consumer.stop()


@asynccontextmanager
async def raw(given: Given) -> AsyncIterator[Once]:
    """Fetch and validate with pydantic, and throw it away: what the same client can do with nothing to write."""

    def take(part: TopicPartition, records: list[Any]) -> None:
        for record in records:
            for name, value in record.headers:
                if name == "ce_type":
                    READERS[value].validate_json(record.value)
                    break

    yield lambda: fetched(given, take)


@asynccontextmanager
async def folded(given: Given) -> AsyncIterator[Once]:
    """The product's reading and folding without a table to write to."""

    async def once() -> Run:
        batch = Batch(given["local"])
        expected: dict[Any, int] = {}

        def take(part: TopicPartition, records: list[Any]) -> None:
            nonlocal batch
            expected[part] = batch.add((part.topic, part.partition), expected.get(part, 0), records)
            if batch.size >= 10_000:
                batch = Batch(given["local"])

        return await fetched(given, take)

    yield once
