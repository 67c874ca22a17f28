"""Outbox rows as Kafka's own batches: one at a time for a partition, so that nothing overtakes what has failed."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiokafka.partitioner import DefaultPartitioner
from asyncpg import Record

from shared.kernel import topics

MOST_REMEMBERED = 100_000  # keys; then all are forgotten
Place = tuple[str, int]


@dataclass
class SendResult:
    """What Kafka has of what it was given."""

    positions: list[int] = field(default_factory=list)
    ends: dict[Place, int] = field(default_factory=dict)
    """The last offset each log was given."""
    troubles: dict[str, BaseException] = field(default_factory=dict)
    """Topic -> what went wrong there first: the rows after it on its partition were not sent."""

    @property
    def trouble(self) -> BaseException | None:
        return next(iter(self.troubles.values()), None)

    @property
    def up_to(self) -> tuple[list[str], list[int], list[int]]:
        """Topics, partitions, and the next offset of each."""
        places = sorted(self.ends)
        return [topic for topic, _ in places], [part for _, part in places], [self.ends[one] + 1 for one in places]


def headers(row: Record, local: str, service: str) -> list[tuple[str, bytes]]:
    """An outbox row's CloudEvents 1.0 attributes in Kafka's binary mode."""
    parent: str = row["traceparent"]
    attributes = [
        ("ce_specversion", b"1.0"),
        ("ce_id", str(row["event_id"]).encode()),
        ("ce_type", row["type"].encode()),
        ("ce_source", f"/lc/{local}/{service}".encode()),
        ("ce_subject", row["key"].encode()),
        ("ce_sequence", b"%d" % row["sequence"]),
        ("ce_time", row["occurred_at"].isoformat().encode()),
        ("ce_correlationid", parent[3:35].encode()),
        ("traceparent", parent.encode()),
    ]
    if row["body"] is not None:
        attributes.append(("content-type", b"application/json"))
    if (cause := row["causation"]) is not None:
        attributes.append(("ce_causationid", cause.encode()))
    return attributes


def timestamp(row: Record, now: datetime) -> int:
    """Kafka's own timestamp would tell the moment of a release; it gets the event's week instead.

    A broker refuses what lies ahead of its own clock, as a simulation's weeks may: that gets the week we are in.
    """
    if row["stream"] != "evaluation":
        return int(now.timestamp() * 1000)
    this_week = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    return int(min(row["occurred_at"], this_week).timestamp() * 1000)


class BatchProducer:
    """Which partition a key belongs to is worked out once: it costs more than all else about a record."""

    def __init__(self, local: str, service: str) -> None:
        self._local, self._service = local, service
        self._partitioner = DefaultPartitioner()
        self._places: dict[tuple[str, int, str], int] = {}

    async def send(self, rows: Sequence[Record], producer: Any, seconds: float | None = None) -> SendResult:
        """Give Kafka these rows, in order within a key, and wait for what it says to each batch.

        `seconds`: after so many without its answer a topic counts as one that takes nothing.
        """
        found = SendResult()
        by_topic: dict[str, list[Record]] = {}
        for row in rows:
            topic = topics.topic(self._local, row["stream"]) if self._local else topics.OUTCOMES
            by_topic.setdefault(topic, []).append(row)
        work = [self._to_topic(topic, own, producer, found, seconds) for topic, own in by_topic.items()]
        await asyncio.gather(*work)
        return found

    async def _to_topic(
        self, topic: str, rows: list[Record], producer: Any, found: SendResult, seconds: float | None
    ) -> None:
        """Whatever goes wrong with one topic is no trouble of another one."""
        try:
            async with asyncio.timeout(seconds):
                parts = sorted(await producer.partitions_for(topic))
                by_part: dict[int, list[Record]] = {}
                for row in rows:
                    by_part.setdefault(self._part(topic, row["key"], parts), []).append(row)
                work = [self._to_one((topic, part), own, producer, found) for part, own in by_part.items()]
                await asyncio.gather(*work)
        except Exception as trouble:
            found.troubles.setdefault(topic, trouble)

    def _part(self, topic: str, key: str, parts: list[int]) -> int:
        """Where every Kafka client would put this key."""
        known = (topic, len(parts), key)
        if (part := self._places.get(known)) is None:
            if len(self._places) >= MOST_REMEMBERED:
                self._places.clear()
            part = self._places[known] = int(self._partitioner(key.encode(), parts, parts))
        return part

    async def _to_one(self, place: Place, rows: list[Record], producer: Any, found: SendResult) -> None:
        """One partition's rows, batch after batch; the first that fails is the last."""
        try:
            for batch, positions in self._batches(rows, producer):
                given = await producer.send_batch(batch, place[0], partition=place[1])
                first = await given
                found.positions += positions
                found.ends[place] = first.offset + len(positions) - 1
        except Exception as trouble:
            found.troubles.setdefault(place[0], trouble)

    def _batches(self, rows: list[Record], producer: Any) -> Iterator[tuple[Any, list[int]]]:
        """Full batches of them, each made when the one before it is with Kafka."""
        now = datetime.now(UTC)
        batch, positions = producer.create_batch(), list[int]()
        for row in rows:
            if not self._fits(batch, row, now):
                yield batch, positions
                batch, positions = producer.create_batch(), []
                self._fits(batch, row, now)  # the first one always does
            positions.append(row["position"])
        yield batch, positions

    def _fits(self, batch: Any, row: Record, now: datetime) -> bool:
        head, at = headers(row, self._local or "evaluator", self._service), timestamp(row, now)
        return batch.append(key=row["key"].encode(), value=row["body"], timestamp=at, headers=head) is not None
