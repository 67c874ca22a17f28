"""Rows 34, 35 and 37: what must hold for people, whatever happens to messages and to the evaluator."""

import asyncio
import random
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from unittest import mock

from aiokafka import AIOKafkaProducer

from deploy.kafka.rights import Topic
from services.evaluation.outcomes.app import running
from services.evaluation.outcomes.consume import store
from services.evaluation.outcomes.settings import EvaluatorSettings
from services.notifications import clock
from services.notifications.app import service as notifications
from services.notifications.channels import Outcome, OutgoingMessage
from shared.events import MessageUndelivered
from shared.kernel import topics
from shared.kernel.clock import MovableClock
from shared.persistence.database import connected
from tests.doors import NOON, Doors, opened
from tests.evaluation.evaluator import settings_for
from tests.evaluation.logs import Telling, headers, measured, name, took_part
from tests.faults.ledger import Ledger
from tests.faults.matrix import Site, row
from tests.notifications.people import Somebody, states, through

SERVICES = Path(__file__).parents[2] / "services"


class Evaluator:
    """The evaluator's own projector on a database of its own, and one Local's log of released facts."""

    def __init__(self, site: Site, url: str) -> None:
        self.site, self.local = site, f"e{secrets.token_hex(3)}"
        access = site.ground.kafka
        self.settings: EvaluatorSettings = settings_for(
            url,
            kafka_bootstrap=access.bootstrap,
            kafka_user=access.user,
            kafka_password=access.password,
            sources=[{"local": self.local}],
        )
        self.url = store.in_schema(url, store.LIVE)
        self.told = self.sent = 0

    @property
    def topic(self) -> str:
        return topics.topic(self.local, "evaluation")

    async def tell(self, *tellings: Telling, again: bool = False) -> None:
        producer = AIOKafkaProducer(**self.site.ground.kafka.client(), acks="all")
        await producer.start()
        for fact, number in tellings:
            head = headers(fact, number, self.local)
            await producer.send(self.topic, fact.body(), fact.pseudonym.encode(), headers=head)
            self.sent += 1
            self.told += not again
        await producer.flush()
        await producer.stop()

    async def rows(self) -> dict[str, int]:
        async with connected(self.url, most=1) as db, db.transaction() as tx:
            return await store.count_rows(tx)

    async def about(self, who: str) -> int:
        """How many rows there are about somebody."""
        tables = ("participation", "step", "measure", "attendance")
        sql = " + ".join(f"(SELECT count(*) FROM {table} WHERE pseudonym = $1)" for table in tables)
        async with connected(self.url, most=1) as db, db.transaction() as tx:
            return int(await tx.fetchval(f"SELECT {sql}", name(who)))

    async def until(self, holds: Callable[[], Awaitable[bool]]) -> None:
        async with asyncio.timeout(90):
            while not await holds():  # noqa: ASYNC110, what it waits for is in another system
                await asyncio.sleep(0.1)

    async def has(self, **wanted: int) -> None:
        async def true() -> bool:
            found = await self.rows()
            return all(found[table] == count for table, count in wanted.items())

        await self.until(true)


@asynccontextmanager
async def evaluator(site: Site) -> AsyncIterator[Evaluator]:
    url = await site.ground.make_database(SERVICES / "evaluation" / "outcomes" / "migrations")
    found = Evaluator(site, url)
    await site.ground.make_topic(found.topic, 2, **Topic(found.topic).settings(1))
    if topics.OUTCOMES not in await topics_there(site):
        await site.ground.make_topic(topics.OUTCOMES, 2)
    try:
        yield found
    finally:
        await site.ground.drop_database(url)


async def topics_there(site: Site) -> set[str]:
    producer = AIOKafkaProducer(**site.ground.kafka.client())
    await producer.start()
    found = await producer.client.fetch_all_metadata()
    await producer.stop()
    return set(found.topics())


@row(37, "the evaluator is away for two weeks")
async def evaluator_away(site: Site, ledger: Ledger) -> None:
    """Topics are kept for ever: nothing runs out while it is away."""
    people, measures = site.times(200, quick=40), 4
    async with evaluator(site) as one:
        at = MovableClock(NOON)

        def about(who: str, first: int) -> list[Telling]:
            taken = [measured(first + number, who, 6, number + 2) for number in range(measures)]
            return [took_part(who, 1, one.local), *taken]

        async with running(one.settings, at):
            await one.tell(*about("a", 0))
            await one.has(participation=1, measure=measures)
        ledger.kills += 1
        for number in range(1, people):
            who = "".join(chr(ord("b") + int(digit)) for digit in str(number))
            await one.tell(*about(who, number * measures))
        async with running(one.settings, at):
            began = time.time()
            await one.tell(took_part("z", 1, one.local))
            await one.has(participation=people + 1, measure=people * measures)
            ledger.recoveries.append(time.time() - began)
        rows = await one.rows()
        ledger.acknowledged = ledger.on_topic = one.told
        ledger.handled = rows["participation"] + rows["measure"]
        ledger.lost = one.told - ledger.handled


@asynccontextmanager
async def notifying(site: Site) -> AsyncIterator[Doors]:
    url = await site.ground.make_database(SERVICES / "notifications" / "migrations")
    try:
        async with opened(notifications, url, sms_file=site.folder / "sms.jsonl") as doors:
            yield doors
    finally:
        await site.ground.drop_database(url)


class Provider:
    """It takes its time, and notes the order of what really happened."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.history: list[str] = []

    async def hand_over(self, letter: OutgoingMessage) -> Outcome:
        self.history.append("handed over")
        await asyncio.sleep(self.seconds)
        return "taken"


@row(34, "somebody says stop while a message to them is leaving", quick=True)
async def flag_races_message(site: Site, ledger: Ledger) -> None:
    """Each time at another moment; by hand, without Kafka between. After the flag's commit nothing is handed over."""
    chance, after = random.Random(34), 0
    async with notifying(site) as doors:
        for turn in range(site.times(1_000, quick=60)):
            somebody, provider = Somebody(), Provider(chance.uniform(0, 0.01))
            await somebody.ready(doors)

            async def flag(who: Somebody = somebody, said: Provider = provider, number: int = turn) -> None:
                await asyncio.sleep(chance.uniform(0, 0.03))
                told: Any = [who.card(safe_to_contact="not_safe"), who.withdrew(), who.closed()][number % 3]
                await doors.hear(told)
                said.history.append("flagged")

            await asyncio.gather(clock.send_what_waits(doors.here, through(provider)), flag())
            await clock.send_what_waits(doors.here, through(provider))
            after += "handed over" in provider.history[provider.history.index("flagged") :]
            ledger.double_effects += max(0, provider.history.count("handed over") - 1)
            ledger.kills += 1
            ledger.acknowledged += 1
            ledger.on_topic += 5
        ledger.handled = doors.here.progress.counts["handled"]
        ledger.figures["messages handed over after a flag"] = after
        ledger.expect("none is handed over after its flag", after == 0)


@row(35, "the provider takes a message and does not answer", quick=True)
async def provider_silent(site: Site, ledger: Ledger) -> None:
    """Nobody knows whether it left: it is never sent again by itself, and a person is told to look."""
    times = site.times(20, quick=4)
    async with notifying(site) as doors:
        provider = Provider(60)
        with mock.patch.object(clock, "HAND_OVER_SECONDS", 0.2):
            for _ in range(times):
                await Somebody().ready(doors)
            for _ in range(3):
                await clock.send_what_waits(doors.here, through(provider))
        found = await states(doors)
        told = [one for one in await doors.told() if isinstance(one, MessageUndelivered) and one.outcome == "unknown"]
        ledger.kills = ledger.acknowledged = times
        ledger.on_topic, ledger.handled = 4 * times, doors.here.progress.counts["handled"]
        ledger.double_effects = max(0, len(provider.history) - times)
        ledger.figures["unknown, and shown to a person"] = len(told)
        ledger.expect("every one is shown to a person", len(told) == times)
        ledger.expect("and stands in the ledger", found == [("undelivered", "unknown")] * times)
