"""What became of every acknowledged fact and every record, counted into a row's ledger."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.config.kafka import KafkaAccess
from tests.faults.ledger import Ledger


@dataclass(frozen=True)
class Told:
    """One acknowledged fact: the number-th about this person, acknowledged at this second (Unix time)."""

    goal_id: UUID
    person: UUID
    number: int
    at: float


@dataclass(frozen=True)
class Found:
    """One record on the topic."""

    partition: int
    offset: int
    id: str
    kind: str


async def records_of(kafka: KafkaAccess, topic: str, partitions: int) -> list[Found]:
    """Every record on that topic, duplicates included."""
    places = [TopicPartition(topic, part) for part in range(partitions)]
    consumer = AIOKafkaConsumer(**kafka.client(), enable_auto_commit=False, max_partition_fetch_bytes=3_000_000)
    await consumer.start()
    try:
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        ends = await consumer.end_offsets(places)
        found: list[Found] = []
        while any([await consumer.position(place) < end for place, end in ends.items()]):
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                found += [_found(record) for record in batch]
        return found
    finally:
        await consumer.stop()


def _found(record: Any) -> Found:
    def header(wanted: str) -> str:
        values = [value for name, value in record.headers if name == wanted and value]
        return values[0].decode(errors="replace") if values else ""

    return Found(record.partition, record.offset, header("ce_id"), header("ce_type"))


def count_records(ledger: Ledger, records: Sequence[Found], inbox: set[str], parked: set[tuple[int, int]]) -> None:
    """Handled is the first of its id that the inbox knows, deduplicated any other; a parked one lies in its place."""
    seen: set[str] = set()
    for record in records:
        if "NotYetInvented" in record.kind:  # nothing to this service
            continue
        ledger.on_topic += 1
        if (record.partition, record.offset) in parked:
            ledger.parked += 1
        elif record.id in inbox and record.id not in seen:
            seen.add(record.id)
            ledger.handled += 1
        elif record.id in seen:
            ledger.deduplicated += 1


def count_effects(ledger: Ledger, told: Sequence[Told], effects: Sequence[asyncpg.Record], parked: set[UUID]) -> None:
    """What was acknowledged against what took effect, in the order in which it did."""
    numbers = {each.goal_id: each.number for each in told}
    times = Counter(row["goal_id"] for row in effects)
    ledger.acknowledged += len(told)
    ledger.lost += len(set(numbers) - set(times) - parked)
    ledger.double_effects += sum(count - 1 for count in times.values())
    ledger.phantom += len(set(times) - set(numbers))
    furthest: dict[UUID, int] = {}
    first_of: set[UUID] = set()
    for row in effects:
        goal_id, person = row["goal_id"], row["participant_id"]
        if goal_id in numbers and goal_id not in first_of:
            first_of.add(goal_id)
            ledger.out_of_order += numbers[goal_id] < furthest.get(person, -1)
            furthest[person] = max(numbers[goal_id], furthest.get(person, -1))
