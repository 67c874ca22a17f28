"""From the outbox to Kafka: the product's relay, and the bare producer given the same bytes."""

import asyncio
import time
import zlib
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Any

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from benchmarks.outboxes import REFILL, refill
from benchmarks.run import Run
from benchmarks.worker import Given, Once
from shared.config.kafka import KafkaAccess
from shared.messaging import relay
from shared.messaging.batch_producer import headers
from shared.persistence.database import connect
from shared.persistence.progress import OffsetTracker

PER_BATCH = 500
Wire = tuple[bytes, bytes, list[tuple[str, bytes]]]


async def ends(consumer: AIOKafkaConsumer, given: Given) -> dict[TopicPartition, int]:
    parts = [TopicPartition(given["topic"], part) for part in range(given["partitions"])]
    return dict(await consumer.end_offsets(parts))


class Witness:
    """Reads what an arm has put on the topic, so that all are held to the same."""

    def __init__(self, given: Given) -> None:
        self.given = given
        access = KafkaAccess.model_validate(given["kafka"])
        self.consumer = AIOKafkaConsumer(**access.client(), group_id=None, max_poll_records=10_000)

    async def __aenter__(self) -> "Witness":
        await self.consumer.start()
        await self.look()
        self.consumer.assign(list(self.start))
        return self

    async def look(self) -> None:
        """From here on: what the other arms have put there is theirs."""
        self.start = await ends(self.consumer, self.given)

    async def __aexit__(self, *_: object) -> None:
        await self.consumer.stop()

    async def checksum(self) -> str:
        """Sum over key, body and what names the event; the headers' order and the partition count for nothing."""
        after = await ends(self.consumer, self.given)
        for part, offset in self.start.items():
            self.consumer.seek(part, offset)
        left, total = sum(after.values()) - sum(self.start.values()), 0
        count = left
        while left > 0:
            for records in (await self.consumer.getmany(timeout_ms=500)).values():
                for record in records:
                    total += zlib.crc32(repr((record.key, record.value, sorted(record.headers))).encode())
                left -= len(records)
        return f"{count}/{total}"


@asynccontextmanager
async def ours(given: Given) -> AsyncIterator[Once]:
    """The product's relay, with its lock and its producer, until the outbox is empty."""
    access, url = KafkaAccess.model_validate(given["kafka"]), given["database"]
    made = relay.Relay(
        database_url=url, kafka=access, local=given["local"], service="journey", progress=OffsetTracker()
    )
    async with Witness(given) as witness, relay._Session(url, access) as session:

        async def once() -> Run:
            await refill(url, given["size"])
            await witness.look()
            began = time.perf_counter()
            sent = await drain(made, session)
            return Run(time.perf_counter() - began, sent, await witness.checksum())

        yield once


async def drain(made: relay.Relay, session: Any) -> int:
    """As the relay does by itself until there is nothing left."""
    sent = 0
    while done := await made.send_waiting(session.connection, session.producer):
        sent += done
    return sent


async def waiting(given: Given) -> list[Any]:
    """The outbox's rows."""
    await refill(given["database"], given["size"])
    connection = await connect(given["database"])
    try:
        return list(await connection.fetch("SELECT * FROM outbox ORDER BY position", timeout=120))
    finally:
        await connection.close()


def wire(row: Any, given: Given) -> Wire:
    """A row as the bytes that go to Kafka."""
    return row["key"].encode(), bytes(row["body"]), headers(row, given["local"], "journey")


def producer(given: Given) -> AIOKafkaProducer:
    """On the same terms as the relay's."""
    access = KafkaAccess.model_validate(given["kafka"])
    return AIOKafkaProducer(**access.client(), acks="all", enable_idempotence=True, max_batch_size=131_072, linger_ms=0)


@asynccontextmanager
async def send(given: Given) -> AsyncIterator[Once]:
    """aiokafka's `send()`, record by record, from bytes that are ready; every 500 are waited for."""
    records, own = [wire(row, given) for row in await waiting(given)], producer(given)
    await own.start()
    try:
        async with Witness(given) as witness:

            async def once() -> Run:
                await witness.look()
                began = time.perf_counter()
                for start in range(0, len(records), PER_BATCH):
                    promises = [
                        await own.send(given["topic"], key=key, value=value, headers=head)
                        for key, value, head in records[start : start + PER_BATCH]
                    ]
                    await asyncio.gather(*promises)
                return Run(time.perf_counter() - began, len(records), await witness.checksum())

            yield once
    finally:
        await own.stop()


@asynccontextmanager
async def create_batch(given: Given) -> AsyncIterator[Once]:
    """aiokafka's `create_batch()`, the partition of every record known beforehand: as quick as the client can be."""
    records = [wire(row, given) for row in await waiting(given)]
    async with batched(given, [(one[0], one) for one in records], lambda one: one) as once:
        yield once


@asynccontextmanager
async def least(given: Given) -> AsyncIterator[Once]:
    """The same from rows that are at hand: what is left of a relay if reading and forgetting them cost nothing."""
    rows = await waiting(given)
    async with batched(given, [(row["key"].encode(), row) for row in rows], lambda row: wire(row, given)) as once:
        yield once


@asynccontextmanager
async def batched(given: Given, records: list[tuple[bytes, Any]], form: Callable[[Any], Wire]) -> AsyncIterator[Once]:
    own = producer(given)
    await own.start()
    parts: list[list[Any]] = [[] for _ in range(given["partitions"])]
    await own.partitions_for(given["topic"])
    for key, record in records:
        parts[own._partition(given["topic"], None, None, None, key, b"")].append(record)
    try:
        async with Witness(given) as witness:

            async def once() -> Run:
                await witness.look()
                began = time.perf_counter()
                await asyncio.gather(
                    *(_one_partition(own, given["topic"], place, map(form, one)) for place, one in enumerate(parts))
                )
                return Run(time.perf_counter() - began, len(records), await witness.checksum())

            yield once
    finally:
        await own.stop()


async def _one_partition(own: AIOKafkaProducer, topic: str, partition: int, records: Iterable[Wire]) -> None:
    batch = own.create_batch()
    for key, value, head in records:
        if batch.append(key=key, value=value, timestamp=None, headers=head) is None:
            await (await own.send_batch(batch, topic, partition=partition))
            batch = own.create_batch()
            batch.append(key=key, value=value, timestamp=None, headers=head)
    if batch.record_count():
        await (await own.send_batch(batch, topic, partition=partition))


@asynccontextmanager
async def churned(given: Given) -> AsyncIterator[Once]:
    """Sixty times a thousand facts, told one thousand at a time; if `held`, while a snapshot is held open all along.

    What counts is how long the last ten thousand took to drain.
    """
    access, url = KafkaAccess.model_validate(given["kafka"]), given["database"]
    made = relay.Relay(
        database_url=url, kafka=access, local=given["local"], service="journey", progress=OffsetTracker()
    )
    holder = await connect(url)
    async with relay._Session(url, access) as session:

        async def once() -> Run:
            await refill(url, 0)
            held = holder.transaction(isolation="repeatable_read", readonly=True)
            await held.start()
            if given["held"]:
                await holder.fetchval("SELECT count(*) FROM outbox")
            took = [await _thousand(made, session, url) for _ in range(given["size"] // 1000)]
            await held.rollback()
            return Run(sum(took[-10:]), 10)

        yield once
    await holder.close()


async def _thousand(made: relay.Relay, session: Any, url: str) -> float:
    """As the relay does when it is woken: one look, batch after batch until one is not full."""
    await session.connection.execute(REFILL, 1000)
    began = time.perf_counter()
    assert await made.send_waiting(session.connection, session.producer) == 1000
    return time.perf_counter() - began
