"""Ready means that it listens, relays and has its topics; and what does not work says so, by its age and by name."""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import pytest
from aiokafka import AIOKafkaProducer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from fastapi import FastAPI
from pydantic import SecretStr

from deploy.kafka.admin import Admin
from deploy.kafka.rights import Right
from deploy.local.stack import Stack
from shared.app import health_routes, service
from shared.config.kafka import KafkaAccess
from shared.context import status
from shared.context.service_context import ServiceContext
from shared.events import GoalSet, examples
from shared.kernel import lines, topics
from shared.kernel.clock import Clock
from shared.messaging import consumer, own_log, relay
from shared.messaging.handlers import EventHandlers
from shared.messaging.relay import Relay
from shared.persistence.database import Transaction, connected
from shared.persistence.outbox import recorder
from tests.faults.ground import through
from tests.faults.proxy import proxied
from tests.freezing import frozen
from tests.partial import partly

hears = EventHandlers("practice")
RECORD = recorder({GoalSet: partly(GoalSet, "INSERT INTO inbox (message_id) VALUES (:goal_id)")})
Fresh = Callable[[str], Awaitable[str]]


@hears(GoalSet)
async def note_goal(tx: Transaction, goal: GoalSet, here: ServiceContext) -> None:
    """Nothing to note."""


@pytest.fixture(autouse=True)
def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that takes its time takes less of it."""
    monkeypatch.setattr(lines, "QUIET", 8.0)
    monkeypatch.setattr(status, "LONG", 2.0)
    monkeypatch.setattr(consumer, "LOOK_EVERY", 1.0)
    monkeypatch.setattr(consumer, "JOIN_SECONDS", 8.0)
    monkeypatch.setattr(relay, "ASK_EVERY", 1.0)
    monkeypatch.setattr(relay, "ASK_SECONDS", 2.0)
    monkeypatch.setattr(relay, "LOOK_EVERY", 0.2)
    monkeypatch.setattr(relay, "SEND_SECONDS", 3)


class Place:
    """A Local that nobody else uses, with the topics that the practice service hears and tells on."""

    def __init__(self, access: KafkaAccess, admin: AIOKafkaAdminClient) -> None:
        self.access, self.admin = access, admin
        self.local = f"t-{secrets.token_hex(4)}"
        self.topics = [*hears.streams(self.local), *own_log.own_topics(self.local, "practice")]
        self.journey = topics.topic(self.local, "journey")

    async def make(self, *names: str) -> None:
        await self.admin.create_topics([NewTopic(name, 2, 1) for name in names or self.topics])


@pytest.fixture
async def place(kafka: KafkaAccess) -> AsyncIterator[Place]:
    admin = AIOKafkaAdminClient(**kafka.client())
    await admin.start()
    found = Place(kafka, admin)
    yield found
    await admin.delete_topics(found.topics)
    await admin.close()


async def until(so: Callable[[], Awaitable[bool]], seconds: float = 40) -> None:
    async with asyncio.timeout(seconds):
        while not await so():  # noqa: ASYNC110, what it waits for is in another system
            await asyncio.sleep(0.1)


class Process:
    """What goes on in a service's process, and its health addresses."""

    def __init__(self, here: ServiceContext) -> None:
        self.here = here
        app = FastAPI()
        app.include_router(health_routes.health_pages("practice"))
        app.state.here = here
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://practice.test")

    async def says(self) -> str:
        answer = await self.client.get("/practice/health/ready")
        return "ready" if answer.status_code == 200 else "; ".join(answer.json()["reasons"])

    async def until(self, *words: str) -> None:
        """Until it says all of these words."""
        said = ""

        async def so() -> bool:
            nonlocal said
            said = await self.says()
            return all(word in said for word in words)

        try:
            await until(so)
        except TimeoutError:
            pytest.fail(f"{words} was not said in time; it says: {said}")

    async def metrics(self) -> dict[str, float]:
        text = (await self.client.get("/practice/metrics")).text
        rows = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
        return {name.replace(f'local="{self.here.local}",service="practice"', ""): float(at) for name, _, at in rows}


@asynccontextmanager
async def running(place: Place, url: str) -> AsyncIterator[Process]:
    async with connected(url) as db:
        here = ServiceContext("practice", place.local, None, Clock(), db)
        sends = Relay(
            database_url=url, kafka=place.access, local=place.local, service="practice", progress=here.progress
        )
        work = [sends.run(), service._listen(hears, here, place.access)]
        tasks = [asyncio.create_task(one) for one in work]
        process = Process(here)
        try:
            yield process
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await process.client.aclose()


async def test_ready_means_that_it_listens_and_relays_and_has_its_topics(place: Place, fresh_database: Fresh) -> None:
    async with running(place, await fresh_database("practice")) as process:
        await process.until("not listening", "not relaying")
        await process.until(f"the topic {place.journey} is not there; `lc topics apply` makes it")
        assert (await process.metrics())["lc_listening{}"] == 0
        await place.make()
        await process.until("ready")
        found = await process.metrics()
        assert (found["lc_listening{}"], found["lc_relaying{}"], found["lc_database{}"]) == (1, 1, 1)


async def test_a_frozen_broker_is_no_good_news(place: Place, stack: Stack, fresh_database: Fresh) -> None:
    await place.make()
    async with running(place, await fresh_database("practice")) as process:
        await process.until("ready")
        with frozen(stack.pids["kafka"]):
            await process.until("not listening for", "the broker does not answer", "not relaying for")
            found = await process.metrics()
            assert (found["lc_listening{}"], found["lc_relaying{}"]) == (0, 0)
            assert found["lc_listening_silent_seconds{}"] > 8
            assert not [name for name in found if name.startswith("lc_lag")]
            async with process.here.db.transaction() as tx:
                now = await status.status(tx, process.here)
            assert not now.lag_is_known
            assert f"The broker: {place.access.bootstrap}." in now.troubles[0]
        await process.until("ready")


async def test_a_fact_that_waits_is_told_of_by_its_age(place: Place, fresh_database: Fresh) -> None:
    url = await fresh_database("practice")
    async with connected(url) as db:
        here = ServiceContext("practice", place.local, None, Clock(), db)
        async with here.transaction() as tx:
            await tx.execute(
                "INSERT INTO outbox (event_id, type, stream, key, sequence, occurred_at, traceparent, body, written_at)"
                " VALUES ($1, 'x', 'practice', 'k', 1, $2, '', '', now() - interval '3 minutes')",
                uuid4(),
                datetime.now(UTC),
            )
            now = await status.status(tx, here)
        assert "Waiting to be told: 1 fact, the oldest for 3 minutes." in now.troubles[0]
        assert (await Process(here).metrics())["lc_outbox_oldest_seconds{}"] >= 180


async def test_a_topic_that_was_deleted_is_named_and_heard_again_when_it_is_there(
    place: Place, fresh_database: Fresh
) -> None:
    await place.make()
    async with running(place, await fresh_database("practice")) as process:
        await process.until("ready")
        await place.admin.delete_topics([place.journey])
        await process.until(f"the topic {place.journey} is not there")
        await place.make(place.journey)
        await process.until("ready")


async def test_nothing_is_sent_before_what_was_told_can_be_read(
    place: Place, kafka: KafkaAccess, fresh_database: Fresh
) -> None:
    """A database that was put back would not know what it has told, and give its numbers again."""
    await place.make()
    user, password, own = (
        f"{place.local}.practice",
        secrets.token_hex(16),
        own_log.own_topics(place.local, "practice")[0],
    )
    rules = Admin(kafka)
    rules.make_users({user: password})
    heard = [Right(user, "READ", "TOPIC", name) for name in hears.streams(place.local)]
    rules.give([*heard, Right(user, "READ", "GROUP", user), Right(user, "WRITE", "TOPIC", own)])
    place.access = kafka.model_copy(update={"user": user, "password": SecretStr(password)})
    async with AIOKafkaProducer(**kafka.client()) as producer:
        await producer.send_and_wait(own, b"{}", key=b"somebody")
    async with running(place, await fresh_database("practice")) as process:
        await process.until(f"not relaying: {user} has no right to the topic {own}; `lc topics apply` gives it")
        rules.give([Right(user, "READ", "TOPIC", own)])
        await process.until("ready")


async def test_how_much_is_left_to_hear_is_right_from_the_start(
    place: Place, fresh_database: Fresh, monkeypatch: pytest.MonkeyPatch
) -> None:
    await place.make()
    own, told = await fresh_database("practice"), await fresh_database("journey")
    async with connected(told) as db:
        teller = ServiceContext("journey", place.local, None, Clock(), db)
        sends = Relay(
            database_url=told, kafka=place.access, local=place.local, service="journey", progress=teller.progress
        )

        async def tell(count: int) -> None:
            async with teller.transaction() as tx:
                for _ in range(count):
                    await RECORD(tx, examples.GOAL_SET.model_copy(update={"goal_id": uuid4()}))
            async with relay._Session(told, place.access) as session:
                await sends.send_waiting(session.connection, session.producer)

        await tell(5)
        async with running(place, own) as process:
            await process.until("ready")
            await until(heard_five_of(process))
        async with running(place, own) as process:
            await process.until("ready")
            assert process.here.progress.lag()[place.journey] == 0
            assert process.here.progress.waiting() == {}
        await tell(3)

        async def wait_for_ever(*_: object) -> bool:
            raise OSError

        monkeypatch.setattr(hears, "handle", wait_for_ever)
        async with running(place, own) as process:
            await process.until("ready")
            assert process.here.progress.lag()[place.journey] == 3
            await until(says_that_three_wait(process, place.journey))


def heard_five_of(process: Process) -> Callable[[], Awaitable[bool]]:
    async def so() -> bool:
        return process.here.progress.counts["handled"] == 5

    return so


def says_that_three_wait(process: Process, topic: str) -> Callable[[], Awaitable[bool]]:
    async def so() -> bool:
        async with process.here.db.transaction() as tx:
            troubles = (await status.status(tx, process.here)).troubles
        return any(words.startswith(f"Waiting to be heard on {topic}: 3 records; for ") for words in troubles)

    return so


async def test_a_frozen_database_has_its_answer_in_two_seconds(
    place: Place, postgres: str, fresh_database: Fresh
) -> None:
    url = await fresh_database("practice")
    async with proxied(0, urlsplit(postgres).port or 0) as proxy, connected(through(url, proxy.port)) as db:
        process = Process(ServiceContext("practice", place.local, None, Clock(), db))
        assert await process.says() == "ready"
        proxy.toxics.blackhole = True
        for _ in range(3):
            began = time.monotonic()
            assert await process.says() == "the database does not answer"
            found = await process.metrics()
            assert found["lc_database{}"] == 0
            assert found["lc_handled{}"] == 0
            assert time.monotonic() - began < 4
        assert proxy.connections <= 3
        proxy.toxics.blackhole = False
        await process.until("ready")
