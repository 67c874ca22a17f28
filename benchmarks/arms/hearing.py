"""A service that has been away catches up: the product's listener, and FastStream as its first pages teach it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID, uuid4

from faststream import AckPolicy
from faststream.kafka import KafkaBroker, KafkaMessage

from benchmarks.arms.commanding import PEOPLE, person
from benchmarks.arms.latency import head
from benchmarks.arms.projecting import Taken
from benchmarks.arms.relaying import producer
from benchmarks.outboxes import goal
from benchmarks.run import Run
from benchmarks.worker import Given, Once
from shared.config.kafka import KafkaAccess
from shared.context.service_context import ServiceContext
from shared.events import GoalSet
from shared.kernel import logs
from shared.kernel.clock import Clock
from shared.messaging.consumer import Listener
from shared.messaging.handlers import EventHandlers
from shared.messaging.subscribing import security
from shared.persistence import inbox
from shared.persistence.database import Database, Transaction, connected
from shared.persistence.progress import OffsetTracker


async def tell(given: Given) -> None:
    """So many goals more on the topic."""
    own = producer(given)
    await own.start()
    try:
        for start in range(0, given["size"], 500):
            facts = [goal(*person(number % PEOPLE)) for number in range(start, min(start + 500, given["size"]))]
            await asyncio.gather(*[
                await own.send(
                    given["topic"], key=fact.subject.encode(), value=fact.body(), headers=head(fact, given["local"])
                )
                for fact in facts
            ])  # fmt: skip
    finally:
        await own.stop()


@asynccontextmanager
async def effects(given: Given) -> AsyncIterator[Database]:
    async with connected(given["database"]) as db:
        async with db.transaction() as tx:
            await tx.execute("CREATE TABLE IF NOT EXISTS effect (goal_id uuid PRIMARY KEY)")
        yield db


@asynccontextmanager
async def ours(given: Given) -> AsyncIterator[Once]:
    """The product's listener: a transaction with the inbox and one row for each, the offsets once a second."""
    logs.configure(production=True, level="WARNING", service="practice", local=given["local"])
    access, hears, size = KafkaAccess.model_validate(given["kafka"]), EventHandlers("practice"), given["size"]

    @hears(GoalSet)
    async def note(tx: Transaction, told: GoalSet, here: ServiceContext) -> None:
        await tx.execute("INSERT INTO effect (goal_id) VALUES ($1)", told.goal_id)

    async with effects(given) as db:

        async def once() -> Run:
            await tell(given)
            watch = Watching(size)
            here = ServiceContext("practice", given["local"], None, Clock(), db, watch)
            listening = asyncio.create_task(Listener(hears, here, access).run())
            await watch.all.wait()
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)
            return Run(watch.taken.seconds, size)

        yield once


class Watching(OffsetTracker):
    """From the first record handled to the last one."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.taken, self.all = Taken(size), asyncio.Event()

    def handled(self, topic: str, partition: int, offset: int) -> None:
        super().handled(topic, partition, offset)
        if self.taken.saw():
            self.all.set()


@asynccontextmanager
async def naive(given: Given) -> AsyncIterator[Once]:
    """The same effect by a FastStream subscriber that commits an offset for every record."""
    access, group = KafkaAccess.model_validate(given["kafka"]), f"naive-{uuid4()}"

    async with effects(given) as db:

        async def once() -> Run:
            await tell(given)
            watch, done = Taken(given["size"]), asyncio.Event()
            # our listener logs no record either
            broker = KafkaBroker(access.bootstrap, security=security(access), logger=None)

            @broker.subscriber(
                given["topic"], group_id=group, auto_offset_reset="earliest", ack_policy=AckPolicy.NACK_ON_ERROR
            )
            async def handle(told: GoalSet, message: KafkaMessage) -> None:
                async with db.transaction() as tx:
                    if await inbox.first_time(tx, UUID(message.headers["ce_id"])):
                        await tx.execute("INSERT INTO effect (goal_id) VALUES ($1)", told.goal_id)
                if watch.saw():
                    done.set()

            await broker.start()
            await done.wait()
            await broker.stop()
            return Run(watch.seconds, given["size"])

        yield once
