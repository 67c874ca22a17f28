"""Rows go to Kafka in batches of their partition, and nothing overtakes what has failed."""

import asyncio
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

from aiokafka.errors import MessageSizeTooLargeError
from aiokafka.partitioner import DefaultPartitioner
from aiokafka.producer.message_accumulator import BatchBuilder

from shared.messaging.batch_producer import BatchProducer

PARTS = [0, 1, 2, 3]
SMALL = 2_000  # bytes in a batch: a few rows


class Producer:
    """aiokafka's batches, and a broker that refuses the nth one of a partition."""

    def __init__(self, refuses: tuple[int, int] = (-1, -1)) -> None:
        self.refuses = refuses
        self.taken: dict[int, list[int]] = {part: [] for part in PARTS}
        self.under_way: dict[int, int] = dict.fromkeys(PARTS, 0)

    async def partitions_for(self, topic: str) -> set[int]:
        return set(PARTS)

    def create_batch(self) -> BatchBuilder:
        return BatchBuilder(SMALL, 0)

    async def send_batch(self, batch: BatchBuilder, topic: str, *, partition: int) -> "asyncio.Future[Any]":
        assert not self.under_way[partition], "two batches of one partition at once"
        self.under_way[partition] = 1
        return asyncio.ensure_future(self._answer(batch, partition))

    async def _answer(self, batch: BatchBuilder, partition: int) -> Any:
        await asyncio.sleep(0)
        self.under_way[partition] = 0
        if (partition, len(self.taken[partition])) == self.refuses:
            raise MessageSizeTooLargeError
        self.taken[partition].append(batch.record_count())
        return SimpleNamespace(offset=sum(self.taken[partition][:-1]))


def row(position: int, key: str) -> Any:
    return {
        "position": position, "event_id": uuid4(), "type": "au.localconnections.GoalSet.v1", "stream": "journey",
        "key": key, "sequence": 1, "occurred_at": datetime(2026, 3, 2, tzinfo=UTC), "causation": None,
        "traceparent": "00-" + "a" * 32 + "-" + "b" * 16 + "-01", "body": b"x" * 300,
    }  # fmt: skip


ROWS = [row(position, f"person {position % 20}") for position in range(200)]


def part(key: str) -> int:
    return int(DefaultPartitioner()(key.encode(), PARTS, PARTS))


async def test_every_row_goes_to_the_partition_where_any_client_would_put_its_key() -> None:
    producer = Producer()
    sent = await BatchProducer("brimbank", "journey").send(ROWS, producer)
    assert sorted(sent.positions) == list(range(200))
    for place, counts in producer.taken.items():
        expected = sum(part(one["key"]) == place for one in ROWS)
        assert sum(counts) == expected
        assert sent.ends["lc.brimbank.journey", place] == expected - 1


async def test_after_a_refused_batch_its_partition_waits_and_the_others_go_on() -> None:
    producer = Producer(refuses=(1, 2))
    sent = await BatchProducer("brimbank", "journey").send(ROWS, producer)
    assert isinstance(sent.trouble, MessageSizeTooLargeError)
    there = set(sent.positions)
    for key in {one["key"] for one in ROWS}:
        own = [one["position"] for one in ROWS if one["key"] == key]
        taken = [position for position in own if position in there]
        assert taken == own[: len(taken)], "a later row of a key overtook an earlier one"
    assert len(producer.taken[1]) == 2
    assert all(one["position"] in there for one in ROWS if part(one["key"]) != 1)
