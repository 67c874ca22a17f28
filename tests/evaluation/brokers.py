"""Two Locals' topics on the real broker, and a projection that follows them."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete

from services.evaluation.outcomes.app import running
from services.evaluation.outcomes.consume import store
from services.evaluation.outcomes.consume.following import Following
from services.evaluation.outcomes.settings import EvaluatorSettings
from shared.config.kafka import KafkaAccess
from shared.context.service_context import ServiceContext
from shared.kernel import topics
from shared.kernel.clock import MovableClock
from shared.persistence.database import connected
from tests.doors import NOON

from .evaluator import people, settings_for
from .logs import Telling, headers

SECONDS = 60


class Broker:
    """Two Locals that nobody else uses, and a way to tell on their topics."""

    def __init__(self, access: KafkaAccess, producer: AIOKafkaProducer) -> None:
        self.access, self.producer = access, producer
        mark = secrets.token_hex(3)
        self.locals = [f"a{mark}", f"b{mark}"]

    def topic(self, nth: int) -> str:
        return topics.topic(self.locals[nth], "evaluation")

    async def tell(self, nth: int, *tellings: Telling) -> None:
        local = self.locals[nth]
        for fact, told in tellings:
            await self.producer.send(
                self.topic(nth), fact.body(), fact.pseudonym.encode(), headers=headers(fact, told, local)
            )
        await self.producer.flush()

    async def tell_rubbish(self, nth: int) -> None:
        await self.producer.send_and_wait(self.topic(nth), b"\xff\x00", None, headers=[("ce_type", b"\xff")])


async def made(admin: AIOKafkaAdminClient, *names: str) -> None:
    await admin.create_topics([NewTopic(name, 2, 1) for name in names])  # one that is there is left as it is


@asynccontextmanager
async def with_topics(kafka: KafkaAccess) -> AsyncIterator[Broker]:
    admin, producer = AIOKafkaAdminClient(**kafka.client()), AIOKafkaProducer(**kafka.client())
    await admin.start()
    await producer.start()
    found = Broker(kafka, producer)
    await made(admin, found.topic(0), found.topic(1), topics.OUTCOMES)
    yield found
    await producer.stop()
    await admin.delete_topics([found.topic(0), found.topic(1)])
    await admin.close()


def settings_of(broker: Broker, outcomes_url: str) -> EvaluatorSettings:
    return settings_for(
        outcomes_url,
        kafka_bootstrap=broker.access.bootstrap,
        kafka_user=broker.access.user,
        kafka_password=broker.access.password,
        sources=[{"local": local} for local in broker.locals],
    )


@asynccontextmanager
async def live(settings: EvaluatorSettings) -> AsyncIterator[tuple[ServiceContext, Following]]:
    async with running(settings, MovableClock(NOON)) as found:
        yield found


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(SECONDS):
        while not await true():  # noqa: ASYNC110 - what it waits for is in another system
            await asyncio.sleep(0.05)


async def counted(settings: EvaluatorSettings) -> dict[str, int]:
    url = store.in_schema(settings.database_url.get_secret_value(), store.LIVE)
    async with connected(url, most=1) as db, db.transaction() as tx:
        return await store.count_rows(tx)


def has(settings: EvaluatorSettings, **rows: int) -> Callable[[], Awaitable[bool]]:
    async def true() -> bool:
        found = await counted(settings)
        return all(found[table] == count for table, count in rows.items())

    return true


@asynccontextmanager
async def live_with_records_gone(
    broker: Broker, settings: EvaluatorSettings
) -> AsyncIterator[tuple[ServiceContext, Following]]:
    """Four people of the first Local are counted; what is told of six more is deleted before anybody reads it."""
    await broker.tell(0, *people(broker.locals[0], 4))
    async with live(settings):
        await until(has(settings, participation=4))
    await broker.tell(0, *people(broker.locals[0], 6, start=4))
    admin = AIOKafkaAdminClient(**broker.access.client())
    await admin.start()
    places = [TopicPartition(broker.topic(0), part) for part in (0, 1)]
    await admin.delete_records({place: RecordsToDelete(before_offset=-1) for place in places})  # all there are
    await admin.close()
    async with live(settings) as found:
        yield found


def stands_still(broker: Broker, following: Following) -> Callable[[], Awaitable[bool]]:
    async def true() -> bool:
        return "gone before counting" in following.troubles.get(broker.locals[0], "")

    return true
