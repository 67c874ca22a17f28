"""A process that only relays or only listens, with the product's own relay and listener, so that a test may kill it."""

import asyncio
import contextlib
import json
import resource
import signal
import sys
import time
from datetime import datetime, timedelta
from typing import Any

import psutil

from shared.app import service
from shared.config.kafka import KafkaAccess
from shared.context.service_context import ServiceContext
from shared.events import GoalSet, ReferralReceived
from shared.kernel import clock, logs
from shared.kernel.clock import Clock
from shared.messaging import batch_producer, consumer, dead_letters, relay
from shared.messaging.handlers import EventHandlers
from shared.messaging.relay import Relay
from shared.persistence import database
from shared.persistence.database import Transaction, connected
from shared.persistence.progress import OffsetTracker

hears, asked = EventHandlers("practice"), EventHandlers("evaluation")
given: dict[str, Any] = {}


@hears(GoalSet)
async def count(tx: Transaction, goal: GoalSet, here: ServiceContext) -> None:
    """One row an effect, in the order of effects."""
    if slow := given.get("slow"):
        await asyncio.sleep(slow)
    await tx.execute("INSERT INTO effect (participant_id, goal_id) VALUES ($1, $2)", goal.participant_id, goal.goal_id)


@asked(ReferralReceived)
async def count_asking(tx: Transaction, received: ReferralReceived, here: ServiceContext) -> None:
    """The same, of what a real service tells."""
    who, what = received.participant_id, received.referral_id
    await tx.execute("INSERT INTO effect (participant_id, goal_id) VALUES ($1, $2)", who, what)


async def send(kafka: KafkaAccess) -> None:
    database, local = given["url"], given["local"]
    await Relay(database_url=database, kafka=kafka, local=local, service="journey", progress=OffsetTracker()).run()


async def listen(kafka: KafkaAccess) -> None:
    async with connected(given["url"], patience=database.START_SECONDS, idle=database.IDLE_SECONDS) as db:
        hearing = asked if given.get("hears") == "referral" else hears
        await service._listen(hearing, ServiceContext(hearing.service, given["local"], None, Clock(), db), kafka)


async def replay(kafka: KafkaAccess) -> None:
    """Everything that is parked, once more, as the operator's page does it."""
    async with connected(given["url"], patience=database.START_SECONDS) as db:
        here = ServiceContext("practice", given["local"], None, Clock(), db)
        async with db.transaction() as tx:
            waiting = await dead_letters.waiting(tx)
        for one in waiting:
            await hears.handle(one.raw, here)
            async with db.transaction() as tx:
                await dead_letters.settled(tx, one.raw)


async def until_told_to_stop(kafka: KafkaAccess) -> None:
    """As the site does it: SIGTERM cancels the tasks, which then end in order."""
    task = asyncio.create_task({"relay": send, "listen": listen, "replay": replay}[given["role"]](kafka))
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    with contextlib.suppress(asyncio.CancelledError):
        await task


def shift_the_clock(seconds: float) -> None:
    """This process believes that it is so much later."""
    right, real = time.time, datetime

    class Shifted(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return real.now(tz) + timedelta(seconds=seconds)

    time.time = lambda: right() + seconds
    for module in (clock, batch_producer):
        module.datetime = Shifted  # type: ignore[attr-defined]


def main() -> None:
    given.update(json.loads(sys.argv[1]))
    logs.configure(production=True, service=given["role"], local=given["local"])
    for module in (database, consumer, relay):
        for name, value in given.get(module.__name__, {}).items():
            assert hasattr(module, name)
            setattr(module, name, value)
    if off := given.get("clock_off"):
        shift_the_clock(off)
    if more := given.get("memory"):  # bytes above what it has taken by now
        limit = psutil.Process().memory_info().vms + more
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    asyncio.run(until_told_to_stop(KafkaAccess.model_validate(given["kafka"])))


if __name__ == "__main__":
    main()
