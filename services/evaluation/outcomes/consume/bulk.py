"""Whole logs for a rebuild: librdkafka fetches ahead in C, in threads of its own, while Python folds.

A rebuild has the process to itself and wants every record there is. What follows a log live shares its event loop with
a site and stays with aiokafka; `projector.fold` reads from either.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any, NamedTuple, TypeVar

from aiokafka import TopicPartition
from confluent_kafka import Consumer, KafkaError, KafkaException, Message
from confluent_kafka import TopicPartition as Start

from shared.config.kafka import KafkaAccess
from shared.messaging.probe import probe
from shared.persistence.progress import Place

FETCHED = 250  # records at once: so often what is being written gets its turn
AHEAD = 10_000  # records fetched before they are asked for
ANSWERS = 10.0  # seconds for one question to the broker
SILENCE = 60.0  # seconds without a record, while some are missing, after which something is wrong
Answer = TypeVar("Answer")


class LogTrouble(RuntimeError):
    """Raised when a log cannot be read as a whole; the words say which one and why."""


class Record(NamedTuple):
    """A Kafka record by the names that aiokafka's have: what the projection reads of it."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes | None]]


@asynccontextmanager
async def reading(access: KafkaAccess, topic: str) -> AsyncIterator["Bulk"]:
    """Open one topic for reading whole logs. Nothing is fetched before one of them is begun."""
    bulk = Bulk(access, topic)
    try:
        yield bulk
    finally:
        await bulk.close()


class Bulk:
    """Reads whole logs of one topic with librdkafka, for a rebuild. Raises LogTrouble."""

    def __init__(self, access: KafkaAccess, topic: str) -> None:
        self.topic = topic
        self._access = access
        self._trouble: KafkaError | None = None
        self._reached: dict[TopicPartition, int] = {}
        self._silent = 0.0
        self._consumer = Consumer(client(access) | {"error_cb": self._remember})
        self._aside = ThreadPoolExecutor(1)  # one, so that nothing is asked of a consumer that is being closed

    async def ends(self) -> dict[Place, int]:
        """The next offset of each log."""
        try:
            return await self._in_a_thread(self._ends)
        except KafkaException as refused:
            self._consumer.consume(1, 0)  # only now is it heard what went wrong before
            raise await self._explained(refused.args[0]) from None

    def begin(self, places: Collection[Place]) -> None:
        """Fetch these logs, each from its first record."""
        self._reached = {TopicPartition(*place): 0 for place in places}
        self._consumer.assign([Start(*place, 0) for place in places])

    async def close(self) -> None:
        try:
            await asyncio.get_running_loop().run_in_executor(self._aside, self._consumer.close)
        finally:
            self._aside.shutdown(wait=False)

    async def getmany(self, *, timeout_ms: int = 0) -> dict[TopicPartition, list[Record]]:
        """Some of what has been fetched; where there is nothing, what comes first within that time."""
        messages = self._consumer.consume(FETCHED, 0)
        if not messages:
            messages = await self._in_a_thread(lambda: self._consumer.consume(1, timeout_ms / 1000))
        self._silent = 0.0 if messages else self._silent + timeout_ms / 1000
        if self._silent > SILENCE:
            raise await self._explained(self._trouble)
        return self._by_partition(messages)

    async def position(self, partition: TopicPartition) -> int:
        return self._reached[partition]

    def _by_partition(self, messages: list[Message]) -> dict[TopicPartition, list[Record]]:
        found: dict[int, list[Any]] = {}
        for one in messages:
            part, offset = one.partition(), one.offset()
            if error := one.error():
                self._end_or_trouble(error, part, offset)
            else:
                record = Record(self.topic, part, offset, one.key(), one.value(), one.headers() or [])
                found.setdefault(part, []).append(record)
        by_part = {TopicPartition(self.topic, part): records for part, records in found.items()}
        for place, records in by_part.items():
            self._reached[place] = max(self._reached[place], records[-1].offset + 1)
        return by_part

    def _end_or_trouble(self, error: KafkaError, part: int, offset: int) -> None:
        """An end may lie behind records that nobody is shown: marks of transactions, and what was taken back."""
        if error.code() == KafkaError._PARTITION_EOF:
            self._reached[TopicPartition(self.topic, part)] = offset
        elif error.code() != KafkaError.GROUP_AUTHORIZATION_FAILED:  # the group is a name only
            raise self._because(error)

    def _ends(self) -> dict[Place, int]:
        found = self._consumer.list_topics(self.topic, ANSWERS).topics[self.topic]
        if found.error:
            raise KafkaException(found.error)
        return {(self.topic, part): self._end(part) for part in sorted(found.partitions)}

    def _end(self, part: int) -> int:
        return int(self._consumer.get_watermark_offsets(Start(self.topic, part), ANSWERS, cached=False)[1])

    async def _in_a_thread(self, work: Callable[[], Answer]) -> Answer:
        return await asyncio.get_running_loop().run_in_executor(self._aside, work)

    def _remember(self, error: KafkaError) -> None:
        """What librdkafka goes on trying in spite of; it is worth telling only if nothing comes of it."""
        if self._trouble is None or error.code() in WHY:
            self._trouble = error

    async def _explained(self, error: KafkaError | None) -> LogTrouble:
        """librdkafka has one sentence for all that can be wrong with a certificate: ask the broker once more."""
        known = any(one and one.code() in WHY for one in (self._trouble, error))
        if not known and (why := await probe(self._access)):
            return LogTrouble(f"{self.topic} cannot be read: {why}.")
        return self._because(error)

    def _because(self, error: KafkaError | None) -> LogTrouble:
        earlier = self._trouble
        if earlier and (error is None or earlier.code() == KafkaError._AUTHENTICATION):
            error = earlier
        why = "the broker is silent" if error is None else WHY.get(error.code(), error.str())
        return LogTrouble(f"{self.topic} cannot be read: {why}.")


WHY = {
    KafkaError._AUTHENTICATION: "the broker does not know this user by this password",
    KafkaError.TOPIC_AUTHORIZATION_FAILED: "this user may not read it",
    KafkaError.UNKNOWN_TOPIC_OR_PART: "there is no such topic",
    KafkaError._AUTO_OFFSET_RESET: "its first records are gone",
}


def client(access: KafkaAccess) -> dict[str, Any]:
    """Settings of the librdkafka consumer that reads for a rebuild."""
    return {
        **access.librdkafka(),
        "group.id": f"{access.user}.rebuild",  # it wants one; nobody joins it, and nothing is kept under it
        "enable.auto.commit": False,
        "enable.auto.offset.store": False,
        "auto.offset.reset": "error",
        "isolation.level": "read_committed",
        "check.crcs": True,
        "enable.partition.eof": True,
        "reconnect.backoff.ms": 1,  # at first; up to ten seconds later on
        "fetch.wait.max.ms": 10,  # what has ended must not hold up what has not: one connection fetches for both
        "queued.min.messages": AHEAD,
        "queued.max.messages.kbytes": 16 * 1024,
        "fetch.queue.backoff.ms": 5,  # a second, unless one says so: Python would have read what is ahead long before
    }
