"""A log that exists only in memory, for the product's own relay and listener to run on.

It is a model of what a group and a partitioned log promise. What a real one does besides is tried in the rows of the
matrix.
"""

from dataclasses import dataclass
from functools import cached_property
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError
from aiokafka.structs import OffsetAndMetadata

from shared.persistence.how_far import MARK

PARTITIONS = 2


class Crash(BaseException):
    """The process is gone, here and now; nothing of it catches this."""


@dataclass
class Record:
    """As aiokafka hands it over."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...]

    @cached_property
    def id(self) -> str:
        return dict(self.headers)["ce_id"].decode()

    @cached_property
    def kind(self) -> str:
        return dict(self.headers)["ce_type"].decode()

    @cached_property
    def message_id(self) -> UUID | None:
        """None for rubbish."""
        return None if self.id == "none" else UUID(self.id)


class SimLog:
    """Partitions that only grow, and what each group has committed."""

    def __init__(self) -> None:
        self.places: dict[TopicPartition, list[Record]] = {}
        self.committed: dict[str, dict[TopicPartition, int]] = {}
        self.marked: set[str] = set()
        """Groups whose offsets were written by somebody who keeps them in a database as well."""

    def of(self, topic: str) -> list[TopicPartition]:
        return [TopicPartition(topic, part) for part in range(PARTITIONS)]

    def append(self, place: TopicPartition, key: bytes, value: bytes, headers: Any) -> Record:
        log = self.places.setdefault(place, [])
        log.append(Record(place.topic, place.partition, len(log), key, value, tuple(headers)))
        return log[-1]

    def all(self) -> list[Record]:
        return [record for log in self.places.values() for record in log]


class SimProducer:
    """What a relay sends through. `trouble` befalls the next batch: nobody has it, or only its sender does not know."""

    def __init__(self, log: SimLog, trouble: str = "") -> None:
        self.log, self.trouble = log, trouble

    async def partitions_for(self, topic: str) -> set[int]:
        return set(range(PARTITIONS))

    def create_batch(self) -> Any:
        rows: list[tuple[bytes, bytes, Any]] = []

        def append(*, key: bytes, value: bytes, timestamp: int, headers: Any) -> object:
            return None if len(rows) >= 3 else rows.append((key, value, headers)) or True  # small: more of them

        return SimpleNamespace(rows=rows, append=append)

    async def send_batch(self, batch: Any, topic: str, *, partition: int) -> Any:
        if self.trouble == "refused":
            raise KafkaError("nobody has it")
        given = [self.log.append(TopicPartition(topic, partition), *row) for row in batch.rows]
        trouble = self.trouble

        async def answer() -> Any:
            if trouble == "unknown":
                raise KafkaError("nobody says whether they have it")
            return SimpleNamespace(topic=topic, partition=partition, offset=given[0].offset)

        return answer()


class SimConsumer:
    """What a listener asks about its group, and its place in the logs."""

    def __init__(self, log: SimLog, group: str, topics: list[str]) -> None:
        self.log, self.group = log, group
        self.places = {place for topic in topics for place in log.of(topic)}
        self.member = True
        self.positions = {place: self.of_group().get(place, 0) for place in self.places}
        self._coordinator = self

    def of_group(self) -> dict[TopicPartition, int]:
        return self.log.committed.setdefault(self.group, {})

    def assignment(self) -> set[TopicPartition]:
        return self.places if self.member else set()

    def highwater(self, place: TopicPartition) -> int:
        return len(self.log.places.get(place, []))

    async def fetch_committed_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, OffsetAndMetadata]:
        group, mark = self.of_group(), MARK if self.group in self.log.marked else ""
        return {place: OffsetAndMetadata(group.get(place, -1), mark) for place in places}

    async def beginning_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        return dict.fromkeys(places, 0)

    async def end_offsets(self, places: list[TopicPartition]) -> dict[TopicPartition, int]:
        return {place: self.highwater(place) for place in places}

    async def position(self, place: TopicPartition) -> int:
        return self.positions[place]

    def seek(self, place: TopicPartition, offset: int) -> None:
        self.positions[place] = offset

    async def commit(self, offsets: dict[TopicPartition, OffsetAndMetadata]) -> None:
        if not self.member:
            raise KafkaError("the group has gone on without you")
        self.of_group().update({place: kept.offset for place, kept in offsets.items()})
        self.log.marked.add(self.group)

    def next(self, place: TopicPartition) -> Record | None:
        log, at = self.log.places.get(place, []), self.positions[place]
        if at >= len(log):
            return None
        self.positions[place] = at + 1
        return log[at]
