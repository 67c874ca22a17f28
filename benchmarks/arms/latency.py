"""From the commit to its effect elsewhere: through outbox, relay and listener, and through the bare client."""

import asyncio
import random
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from aiokafka import AIOKafkaConsumer

from benchmarks.arms.commanding import PEOPLE, person
from benchmarks.arms.relaying import producer
from benchmarks.outboxes import goal
from benchmarks.run import Run
from benchmarks.worker import Given, Once
from services.journey.recording import record
from shared.config.kafka import KafkaAccess
from shared.context.service_context import ServiceContext
from shared.events import GoalSet
from shared.kernel import logs
from shared.kernel.clock import Clock
from shared.messaging.batch_producer import headers
from shared.messaging.consumer import Listener
from shared.messaging.handlers import EventHandlers
from shared.messaging.relay import Relay
from shared.persistence.database import Transaction, connected
from shared.persistence.progress import OffsetTracker

RATE = 100.0  # a second, at random moments
WARM = 300
PATIENCE = 30.0  # seconds for the last ones to arrive

Tell = Callable[[GoalSet], Awaitable[float]]
"""Do it, and say when it was done: the clock of that one starts there."""


async def at_random_moments(
    size: int, tell: Tell, handled: Mapping[UUID, float], begun: Mapping[UUID, float] | None = None
) -> Run:
    """`size` facts at `RATE` a second, as people come; how long each took from told to handled, and to `begun`."""
    told: dict[UUID, float] = {}
    chance = random.Random(size)

    async def one(place: int) -> None:
        fact = goal(*person(place % PEOPLE))
        told[fact.goal_id] = await tell(fact)

    began = time.perf_counter()
    due, tasks = began, []
    for place in range(size):
        due += chance.expovariate(RATE)
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        tasks.append(asyncio.create_task(one(place)))
    await asyncio.gather(*tasks)
    async with asyncio.timeout(PATIENCE):
        while not told.keys() <= handled.keys():  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    figures = percentiles([(handled[which] - at) * 1000 for which, at in told.items()])
    if begun:
        figures["begun"] = statistics.median((begun[which] - at) * 1000 for which, at in told.items())
    return Run(time.perf_counter() - began, size, figures=figures)


def percentiles(milliseconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(milliseconds, n=100, method="inclusive")
    return {"p50": cuts[49], "p99": cuts[98]}


async def warmed(
    size: int, tell: Tell, handled: Mapping[UUID, float], begun: Mapping[UUID, float] | None = None
) -> Once:
    await at_random_moments(WARM, tell, handled)
    return lambda: at_random_moments(size, tell, handled, begun)


class Noting(OffsetTracker):
    """Notes when the effect of the record being handled began, and when it was done with: its effect is committed."""

    def __init__(self) -> None:
        super().__init__()
        self.begun: dict[UUID, float] = {}
        self.done: dict[UUID, float] = {}
        self.now: UUID | None = None

    def begins(self, which: UUID) -> None:
        self.now, self.begun[which] = which, time.perf_counter()

    def handled(self, topic: str, partition: int, offset: int) -> None:
        super().handled(topic, partition, offset)
        if self.now:
            self.done[self.now] = time.perf_counter()


@asynccontextmanager
async def ours(given: Given) -> AsyncIterator[Once]:
    """Journey tells by its own `record`; the relay sends; another service's listener notes one row and the inbox."""
    logs.configure(production=True, level="WARNING", service="practice", local=given["local"])
    access, noting, hears = KafkaAccess.model_validate(given["kafka"]), Noting(), EventHandlers("practice")

    @hears(GoalSet)
    async def note(tx: Transaction, told: GoalSet, here: ServiceContext) -> None:
        noting.begins(told.goal_id)
        await tx.execute("INSERT INTO effect (goal_id) VALUES ($1)", told.goal_id)

    teller, hearer = given["database"], given["hearer"]
    async with connected(teller) as telling, connected(hearer) as hearing:
        async with hearing.transaction() as tx:
            await tx.execute("CREATE TABLE IF NOT EXISTS effect (goal_id uuid PRIMARY KEY)")
        relay = Relay(
            database_url=teller, kafka=access, local=given["local"], service="journey", progress=OffsetTracker()
        )
        here = ServiceContext("practice", given["local"], None, Clock(), hearing, noting)
        listener = Listener(hears, here, access)
        tasks = [asyncio.create_task(relay.run()), asyncio.create_task(listener.run())]

        async def tell(fact: GoalSet) -> float:
            async with telling.transaction() as tx:
                await record(tx, fact)
            committed = time.perf_counter()
            relay.woken.set()
            return committed

        yield await warmed(given["size"], tell, noting.done, noting.begun)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@asynccontextmanager
async def raw(given: Given) -> AsyncIterator[Once]:
    """The same bytes straight to aiokafka and out of it again, on the same terms; nothing is stored."""
    access, handled = KafkaAccess.model_validate(given["kafka"]), dict[UUID, float]()
    consumer = AIOKafkaConsumer(
        given["topic"], **access.client(), group_id=None, auto_offset_reset="earliest", fetch_max_wait_ms=2_000,
        isolation_level="read_committed",
    )  # fmt: skip
    own = producer(given)
    await own.start()
    await consumer.start()

    async def hear() -> None:
        while True:
            for records in (await consumer.getmany(timeout_ms=1000)).values():
                for one in records:
                    handled[UUID(dict(one.headers)["ce_id"].decode())] = time.perf_counter()

    async def tell(fact: GoalSet) -> float:
        began = time.perf_counter()
        await own.send_and_wait(given["topic"], key=fact.subject.encode(), value=fact.body(), headers=head(fact, "raw"))
        return began

    hearing = asyncio.create_task(hear())
    yield await warmed(given["size"], tell, handled)
    hearing.cancel()
    await asyncio.gather(hearing, return_exceptions=True)
    await consumer.stop()
    await own.stop()


def head(fact: GoalSet, local: str) -> list[tuple[str, bytes]]:
    row: Any = {
        "event_id": fact.goal_id, "type": fact.type_name(), "key": fact.subject, "sequence": 1, "causation": None,
        "occurred_at": fact.occurred_at, "traceparent": f"00-{fact.goal_id.hex}-{fact.goal_id.hex[:16]}-01",
        "body": fact.body(),
    }  # fmt: skip
    return headers(row, local, "journey")
