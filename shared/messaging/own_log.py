"""What stands on the logs that a service alone tells on, against what its database knows of having told.

A database that was put back to an earlier day has forgotten facts that everybody else knows. They are named, so that
somebody can see to them, and no number that one of them has is given to another fact. Only the holder of the relay's
lock does this, before it sends: whatever the doors have recorded meanwhile waits in the outbox and is numbered anew.
"""

from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition

from shared.config.kafka import KafkaAccess
from shared.kernel import topics
from shared.persistence.database import Connection, Transaction
from shared.persistence.progress import Place

from .remembering import Remembers, remember

FETCHED = 1_000  # records at once
QUIET_MS = 500
log = structlog.get_logger()


@dataclass(frozen=True)
class OwnRecord:
    """One fact on a log, told under this service's name."""

    event_id: UUID
    type: str
    topic: str
    partition: int
    offset: int
    key: str
    sequence: int
    occurred_at: datetime | None
    body: bytes | None = field(default=None, repr=False)


async def look(
    connection: Connection, kafka: KafkaAccess, local: str, service: str, remembers: Remembers | None = None
) -> list[OwnRecord]:
    """Read what was told since this database last knew; note what it does not know. Returns that.

    `remembers`: what the service does with those of its own facts that say enough by themselves.
    """
    async with _consumer(kafka) as consumer:
        ends = await _ends(consumer, own_topics(local, service))
        known = await _told_up_to(connection)
        _say_what_is_shorter(known, ends)
        behind = {
            place: known.get(_place(place), 0) for place, end in ends.items() if end > known.get(_place(place), 0)
        }
        found: list[OwnRecord] = []
        async for told in _read(consumer, behind, ends, f"/lc/{local or 'evaluator'}/{service}"):
            found += await _not_known(connection, told)
    async with connection.transaction():
        unknown = await settle(connection, found)
        for one in unknown:
            await remember(connection, remembers or {}, one.type, one.body)
        await _put(connection, {_place(place): end for place, end in ends.items()})
    if unknown:
        kinds = Counter(one.type.split(".")[-2] for one in unknown)
        log.error("the log has facts that the database has not", service=service, local=local, reason=str(dict(kinds)))
    return unknown


async def settle(tx: Transaction, found: Collection[OwnRecord]) -> list[OwnRecord]:
    """Forget what waits though the log has it, note what is not known, and let every number be new."""
    by_key: defaultdict[str, list[OwnRecord]] = defaultdict(list)
    for one in found:
        by_key[one.key].append(one)
    unknown: list[OwnRecord] = []
    for key in sorted(by_key):
        unknown += await _settle_one(tx, key, by_key[key])
    rows = [(o.event_id, o.type, o.topic, o.partition, o.offset, o.key, o.sequence, o.occurred_at) for o in unknown]
    await tx.executemany(NOTE, rows)
    return unknown


NOTE = """
INSERT INTO unremembered (event_id, type, topic, kafka_partition, kafka_offset, key, sequence, occurred_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING"""


async def _settle_one(tx: Transaction, key: str, found: list[OwnRecord]) -> list[OwnRecord]:
    """One subject's facts on the log. Its row is held, so that nobody tells of it meanwhile."""
    await tx.execute("INSERT INTO subject (key, sequence) VALUES ($1, 0) ON CONFLICT DO NOTHING", key)
    numbered = await tx.fetchval("SELECT sequence FROM subject WHERE key = $1 FOR UPDATE", key)
    rows = await tx.fetch("SELECT position, event_id, sequence FROM outbox WHERE key = $1 ORDER BY position", key)
    there = {one.event_id for one in found}
    waiting = [row["position"] for row in rows if row["event_id"] not in there]
    sent = [row["position"] for row in rows if row["event_id"] in there]
    ours, numbers = {row["event_id"] for row in rows}, {row["sequence"] for row in rows}
    unknown = [one for one in found if one.event_id not in ours and _is_new(one.sequence, numbered, numbers)]
    await tx.execute("DELETE FROM outbox WHERE position = ANY($1)", sent)
    if unknown:
        told = (number for number in range(numbered, 0, -1) if number not in numbers)
        last = max(next(told, 0), *(one.sequence for one in found))
        await tx.execute(RENUMBER, waiting, last)
        await tx.execute("UPDATE subject SET sequence = $2 WHERE key = $1", key, last + len(waiting))
    return unknown


def _is_new(number: int, numbered: int, waiting: set[int]) -> bool:
    """Whether a number was never told by this database: one topic's facts may wait while another's go on."""
    return number > numbered or number in waiting


RENUMBER = """
UPDATE outbox SET sequence = $2 + anew.nth FROM unnest($1::bigint[]) WITH ORDINALITY AS anew (position, nth)
WHERE outbox.position = anew.position"""


async def unsettled(tx: Transaction) -> list[dict[str, Any]]:
    """What the log has and the database has not, and nobody has seen to yet; in the order of its telling."""
    rows = await tx.fetch("SELECT * FROM unremembered WHERE settled_at IS NULL ORDER BY occurred_at, kafka_offset")
    return [dict(row) for row in rows]


async def seen_to(tx: Transaction) -> int:
    """Somebody has dealt with all of them. Returns how many there were."""
    done = await tx.execute("UPDATE unremembered SET settled_at = now() WHERE settled_at IS NULL")
    return int(done.rpartition(" ")[2])


async def _not_known(connection: Connection, told: list[OwnRecord]) -> list[OwnRecord]:
    """Of a stretch of log those that may be unknown or still wait here: all others need not be kept in mind."""
    known = await connection.fetch(KNOWN, list({one.key for one in told}))
    up_to = {row["key"]: row["told"] for row in known}
    return [one for one in told if one.sequence > up_to.get(one.key, 0)]


KNOWN = """
SELECT key, coalesce((SELECT min(o.sequence) - 1 FROM outbox o WHERE o.key = s.key), s.sequence) AS told
FROM subject s WHERE key = ANY($1)"""


def own_topics(local: str, service: str) -> list[str]:
    """Names of the topics that a service of this Local writes; without a Local, the evaluator's."""
    if not local:
        return [topics.OUTCOMES]
    return [topics.topic(local, stream) for stream in topics.TELLS[service]]


@asynccontextmanager
async def _consumer(kafka: KafkaAccess) -> AsyncIterator[AIOKafkaConsumer]:
    """It belongs to no group."""
    consumer = AIOKafkaConsumer(
        **kafka.client(),
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        isolation_level="read_committed",
        max_poll_records=FETCHED,
    )
    try:
        await consumer.start()
        yield consumer
    finally:
        await consumer.stop()


async def _ends(consumer: AIOKafkaConsumer, names: Collection[str]) -> dict[TopicPartition, int]:
    """Where each log ends; a topic that is not there has none, and one without a leader cannot be asked."""
    cluster = await consumer._client.fetch_all_metadata()
    places = [
        TopicPartition(name, part)
        for name in names
        if has_leaders(cluster, name)
        for part in sorted(cluster.partitions_for_topic(name))
    ]
    found: dict[TopicPartition, int] = await consumer.end_offsets(places) if places else {}
    return found


def has_leaders(cluster: Any, name: str) -> bool:
    """Whether the topic is there, and each of its partitions has a broker that answers for it."""
    parts = cluster.partitions_for_topic(name)
    return bool(parts) and cluster.available_partitions_for_topic(name) == parts


async def _read(
    consumer: AIOKafkaConsumer, behind: dict[TopicPartition, int], ends: dict[TopicPartition, int], source: str
) -> AsyncIterator[list[OwnRecord]]:
    if not behind:
        return
    consumer.assign(list(behind))
    begins = await consumer.beginning_offsets(list(behind))
    for place, at in behind.items():
        consumer.seek(place, max(at, begins[place]))
    while any([await consumer.position(place) < ends[place] for place in behind]):
        for records in (await consumer.getmany(timeout_ms=QUIET_MS)).values():
            told = [_told(record) for record in records if _source(record) == source]
            yield [one for one in told if one]


def _source(record: Any) -> str:
    return (dict(record.headers).get("ce_source") or b"").decode(errors="replace")


def _told(record: Any) -> OwnRecord | None:
    """None if it is not in our own words: then it is not ours."""
    heads = {name: (value or b"").decode(errors="replace") for name, value in record.headers}
    try:
        event_id, sequence = UUID(heads["ce_id"]), int(heads["ce_sequence"])
        at = datetime.fromisoformat(heads["ce_time"]) if "ce_time" in heads else None
    except (KeyError, ValueError):
        return None
    key = (record.key or b"").decode(errors="replace")
    return OwnRecord(
        event_id, heads["ce_type"], record.topic, record.partition, record.offset, key, sequence, at, record.value
    )


async def _told_up_to(connection: Connection) -> dict[Place, int]:
    rows = await connection.fetch("SELECT topic, kafka_partition, next_offset FROM told_up_to")
    return {(row["topic"], row["kafka_partition"]): row["next_offset"] for row in rows}


async def _put(tx: Transaction, offsets: dict[Place, int]) -> None:
    if offsets:
        rows = [(topic, part, at) for (topic, part), at in offsets.items()]
        await tx.execute(PUT, *(list(column) for column in zip(*rows, strict=True)))


PUT = """
INSERT INTO told_up_to AS kept SELECT * FROM unnest($1::text[], $2::int[], $3::bigint[])
ON CONFLICT (topic, kafka_partition) DO UPDATE SET next_offset = excluded.next_offset
WHERE kept.next_offset <> excluded.next_offset"""


def _place(part: TopicPartition) -> Place:
    return part.topic, part.partition


def _say_what_is_shorter(known: dict[Place, int], ends: dict[TopicPartition, int]) -> None:
    for place, end in ends.items():
        if end < known.get(_place(place), 0):
            log.error(
                "a log of ours is shorter than what was told: it was made anew, or put back",
                topic=place.topic, partition=place.partition, offset=end,
            )  # fmt: skip
