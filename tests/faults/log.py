"""One topic of a Local: what stands on it, how far its listener has come, and records that no relay would write."""

import asyncio
from dataclasses import dataclass, field
from uuid import uuid4

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.errors import KafkaError

from shared.events import GoalSet
from shared.kernel.topics import topic, user
from tests.faults import counting
from tests.faults.counting import Found
from tests.faults.ground import Ground

Headers = list[tuple[str, bytes | None]]


@dataclass
class Log:
    """The harness's own addresses pass no proxy."""

    ground: Ground
    local: str
    partitions: int = field(default=2, kw_only=True)
    stream: str = field(default="journey", kw_only=True)
    hearer: str = field(default="practice", kw_only=True)

    @property
    def topic(self) -> str:
        return topic(self.local, self.stream)

    @property
    def group(self) -> str:
        return user(self.local, self.hearer)

    def headers(self, **changes: bytes | None) -> Headers:
        told: dict[str, bytes | None] = {
            "ce_specversion": b"1.0",
            "ce_id": str(uuid4()).encode(),
            "ce_type": GoalSet.type_name().encode(),
            "ce_source": f"/lc/{self.local}/journey".encode(),
            "content-type": b"application/json",
        }
        return list((told | changes).items())

    async def produce(self, *records: tuple[bytes | None, bytes | None, Headers]) -> None:
        producer = AIOKafkaProducer(**self.ground.kafka.client(), acks="all", max_request_size=3_000_000)
        await producer.start()
        try:
            for key, value, headers in records:
                await producer.send_and_wait(self.topic, value=value, key=key, headers=headers, partition=0)
        finally:
            await producer.stop()

    async def produce_into_the_void(self) -> None:
        """Something large that nobody has to hear, for a broker whose disk is full."""
        try:
            async with asyncio.timeout(5):
                await self.produce(
                    (None, b"x" * 500_000, self.headers(ce_type=b"au.localconnections.NotYetInvented.v1"))
                )
        except (TimeoutError, KafkaError):
            pass

    async def offsets(self) -> tuple[dict[int, int], dict[int, int]]:
        """By partition, what the group has committed and where the log ends."""
        places = [TopicPartition(self.topic, part) for part in range(self.partitions)]
        consumer = AIOKafkaConsumer(**self.ground.kafka.client(), group_id=self.group, enable_auto_commit=False)
        await consumer.start()
        try:
            consumer.assign(places)
            committed = {place.partition: await consumer.committed(place) or 0 for place in places}
            ends = await consumer.end_offsets(places)
            return committed, {place.partition: end for place, end in ends.items()}
        finally:
            await consumer.stop()

    async def records(self) -> list[Found]:
        """Every record on the topic, duplicates included."""
        return await counting.records_of(self.ground.kafka, self.topic, self.partitions)

    async def on_topic(self) -> int:
        return len(await self.records())
