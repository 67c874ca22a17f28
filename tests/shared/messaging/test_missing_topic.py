"""A topic that is not there, or is closed to the service, holds up what belongs on it and nothing else."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.cluster import ClusterMetadata
from aiokafka.producer.message_accumulator import MessageAccumulator
from pydantic import SecretStr

from deploy.kafka.admin import Admin
from deploy.kafka.rights import Right
from shared.config.kafka import KafkaAccess
from shared.context.service_context import ServiceContext
from shared.context.status import Status, status
from shared.events import Event, GoalSet, SafetyNoteRaised, examples, examples_course
from shared.kernel import topics
from shared.kernel.clock import Clock
from shared.messaging import own_log, relay
from shared.messaging.relay import Relay
from shared.persistence.database import Database, connected
from shared.persistence.outbox import recorder
from shared.persistence.progress import OffsetTracker
from tests.partial import partly

RECORD = recorder(
    {
        GoalSet: partly(GoalSet, "INSERT INTO inbox (message_id) VALUES (:goal_id)"),
        SafetyNoteRaised: partly(SafetyNoteRaised, "INSERT INTO inbox (message_id) VALUES (:safety_id)"),
    }
)
MANY = relay.BATCH + 40
SOMEBODY = uuid4()


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that takes its time takes less of it."""
    monkeypatch.setattr(relay, "ASK_EVERY", 1.0)
    monkeypatch.setattr(relay, "LOOK_EVERY", 0.2)
    monkeypatch.setattr(relay, "SEND_SECONDS", 3)
    monkeypatch.setattr(relay, "HOLD_SECONDS", 4.0)


class Teller:
    """A journey service's outbox and relay at a Local that nobody else uses."""

    def __init__(self, access: KafkaAccess, admin: AIOKafkaAdminClient, db: Database, url: str) -> None:
        self.access, self.admin, self.db, self.url = access, admin, db, url
        self.local, self.progress = f"t-{secrets.token_hex(4)}", OffsetTracker()
        self.journey, self.safety = own_log.own_topics(self.local, "journey")

    async def make(self, *names: str) -> None:
        await self.admin.create_topics([NewTopic(name, 2, 1) for name in names])

    async def record(self, *kinds: Event) -> None:
        async with self.db.transaction() as tx:
            for kind in kinds:
                own = "goal_id" if isinstance(kind, GoalSet) else "safety_id"
                await RECORD(tx, kind.model_copy(update={own: uuid4(), "participant_id": SOMEBODY}))

    @asynccontextmanager
    async def relaying(self) -> AsyncIterator[None]:
        sends = Relay(
            database_url=self.url, kafka=self.access, local=self.local, service="journey", progress=self.progress
        )
        task = asyncio.create_task(sends.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def told(self, topic: str, kafka: KafkaAccess) -> list[int]:
        """The numbers of the facts on that topic, in its order; all are about one person, so on one partition."""
        found: list[int] = []
        async with AIOKafkaConsumer(**kafka.client(), group_id=None, auto_offset_reset="earliest") as consumer:
            places = [TopicPartition(topic, part) for part in (0, 1)]
            consumer.assign(places)
            ends = await consumer.end_offsets(places)
            while any([await consumer.position(place) < ends[place] for place in places]):
                for records in (await consumer.getmany(timeout_ms=500)).values():
                    found += [int(dict(record.headers)["ce_sequence"]) for record in records]
        return found

    async def waiting(self) -> int:
        return (await self.status()).outbox_waiting

    async def status(self) -> Status:
        async with self.db.transaction() as tx:
            return await status(
                tx, ServiceContext("journey", self.local, None, Clock(), self.db, progress=self.progress)
            )

    async def until_waiting(self, count: int) -> None:
        async with asyncio.timeout(40):
            while await self.waiting() != count:  # noqa: ASYNC110, what it waits for is in another system
                await asyncio.sleep(0.1)


@pytest.fixture
async def teller(kafka: KafkaAccess, fresh_database: Callable[[str], Awaitable[str]]) -> AsyncIterator[Teller]:
    admin = AIOKafkaAdminClient(**kafka.client())
    await admin.start()
    url = await fresh_database("journey")
    async with connected(url) as db:
        found = Teller(kafka, admin, db, url)
        yield found
    await admin.delete_topics([found.journey, found.safety])
    await admin.close()


NOTE, GOAL = examples_course.SAFETY_NOTE_RAISED, examples.GOAL_SET


async def test_what_belongs_on_other_topics_goes_on(teller: Teller, kafka: KafkaAccess) -> None:
    await teller.make(teller.journey)
    await teller.record(*[NOTE] * MANY, *[GOAL] * MANY)
    async with teller.relaying():
        await teller.until_waiting(MANY)
        assert await teller.told(teller.journey, kafka) == list(range(MANY + 1, 2 * MANY + 1))
        trouble = (await teller.status()).troubles[0]
        assert f"the topic {teller.safety} is not there; `lc topics apply` makes it" in trouble
        assert "what belongs on other topics goes on" in trouble
        assert not teller.progress.drained
        await teller.record(GOAL)
        await teller.until_waiting(MANY)
        await teller.make(teller.safety)
        await teller.until_waiting(0)
        assert await teller.told(teller.safety, kafka) == list(range(1, MANY + 1))
        assert len(await teller.told(teller.journey, kafka)) == MANY + 1
        await until_no_trouble(teller)


async def test_a_topic_that_is_deleted_meanwhile_holds_up_nothing_else(teller: Teller, kafka: KafkaAccess) -> None:
    await teller.make(teller.journey, teller.safety)
    await teller.record(NOTE, GOAL)
    async with teller.relaying():
        await teller.until_waiting(0)
        await teller.admin.delete_topics([teller.safety])
        await teller.record(*[NOTE, GOAL] * 5)
        await teller.until_waiting(5)
        assert await teller.told(teller.journey, kafka) == [2, 4, 6, 8, 10, 12]
        await teller.make(teller.safety)
        await teller.until_waiting(0)
        assert await teller.told(teller.safety, kafka) == [3, 5, 7, 9, 11]


async def test_a_topic_that_may_not_be_written_holds_up_nothing_else(teller: Teller, kafka: KafkaAccess) -> None:
    await teller.make(teller.journey, teller.safety)
    user, password = topics.user(teller.local, "journey"), secrets.token_hex(16)
    rules = Admin(kafka)
    rules.make_users({user: password})
    rules.give([Right(user, "READ", "TOPIC", name) for name in (teller.journey, teller.safety)])
    rules.give([Right(user, "WRITE", "TOPIC", teller.journey)])
    teller.access = kafka.model_copy(update={"user": user, "password": SecretStr(password)})
    await teller.record(*[NOTE] * MANY, *[GOAL] * MANY)
    async with teller.relaying():
        await teller.until_waiting(MANY)
        assert len(await teller.told(teller.journey, kafka)) == MANY
        assert f"{user} has no right to the topic {teller.safety}; `lc topics apply` gives it" in str(
            await teller.status()
        )
        rules.give([Right(user, "WRITE", "TOPIC", teller.safety)])
        await teller.until_waiting(0)
        assert await teller.told(teller.safety, kafka) == list(range(1, MANY + 1))
        await until_no_trouble(teller)


@contextmanager
def silent(name: str) -> Iterator[None]:
    """As where a topic has too few copies: the client asks again and again, and says nothing."""
    as_it_is = MessageAccumulator.drain_by_nodes

    def without_it(self: Any, ignore_nodes: Any, muted_partitions: Any = frozenset()) -> Any:
        waits = {place for place in self._batches if place.topic == name}
        batches, unknown = as_it_is(self, ignore_nodes, muted_partitions | waits)
        return batches, unknown or bool(waits)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(MessageAccumulator, "drain_by_nodes", without_it)
        yield


@pytest.mark.parametrize("many", [MANY, 10])
async def test_a_topic_that_gives_no_answer_holds_up_nothing_else(
    teller: Teller, kafka: KafkaAccess, many: int
) -> None:
    await teller.make(teller.journey, teller.safety)
    await teller.record(*[NOTE] * many, GOAL)
    async with teller.relaying():
        with silent(teller.safety):
            await teller.until_waiting(many)
            assert await teller.told(teller.journey, kafka) == [many + 1]
            await until_said(teller, f"the topic {teller.safety} takes nothing, though the broker answers")
            await until_said(teller, "what belongs on other topics goes on")
            await teller.record(NOTE, GOAL)
            await teller.until_waiting(many + 1)
        await teller.until_waiting(0)
        assert await teller.told(teller.safety, kafka) == [*range(1, many + 1), many + 2]
        await until_no_trouble(teller)


@contextmanager
def leaderless(name: str) -> Iterator[None]:
    """As where the only broker that has one of the topic's partitions is away."""
    as_it_is = ClusterMetadata.update_metadata

    def without_it(self: Any, metadata: Any) -> None:
        as_it_is(self, metadata)
        known = self._partitions.get(name, {})
        for part, one in known.items():
            known[part] = one._replace(leader=-1)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(ClusterMetadata, "update_metadata", without_it)
        yield


async def test_a_topic_that_has_no_leader_from_the_start_holds_up_nothing_else(
    teller: Teller, kafka: KafkaAccess
) -> None:
    await teller.make(teller.journey, teller.safety)
    await teller.record(*[NOTE] * MANY, GOAL)
    with leaderless(teller.safety):
        async with teller.relaying():
            await teller.until_waiting(MANY)
            await until_said(teller, f"the topic {teller.safety} takes nothing, though the broker answers")
    async with teller.relaying():
        await teller.until_waiting(0)
        assert await teller.told(teller.safety, kafka) == list(range(1, MANY + 1))


async def until_no_trouble(teller: Teller) -> None:
    async with asyncio.timeout(40):
        while (await teller.status()).troubles:  # noqa: ASYNC110, what it waits for is in another task
            await asyncio.sleep(0.1)


async def until_said(teller: Teller, words: str) -> None:
    async with asyncio.timeout(40):
        while words not in str((await teller.status()).troubles):  # noqa: ASYNC110, as above
            await asyncio.sleep(0.1)
