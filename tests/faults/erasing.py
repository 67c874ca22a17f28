"""A whole Local as it runs, people to whom everything happens, and what stands anywhere about them."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from uuid import UUID, uuid4, uuid5

import asyncpg
from aiokafka import AIOKafkaConsumer, TopicPartition

from deploy.kafka.rights import Topic
from services.community import store as community
from services.evaluation.outcomes.app import running as evaluating
from services.journey import recording
from services.referral.domain.referrals import participant_of
from services.referral.recording import record as referral_record
from services.settings import LocalSettings
from shared.app.service import Service, running
from shared.config.settings import ServiceAccess
from shared.context.service_context import ServiceContext
from shared.events import (
    ActivityPlanned,
    ConsentWithdrawn,
    Event,
    GroupListed,
    JourneyClosed,
    JourneysErased,
    ParticipantCardUpdated,
    ReferralAccepted,
    ReferralReceived,
    examples,
)
from shared.kernel import topics
from shared.kernel.clock import MovableClock
from shared.persistence import erasure
from shared.persistence.database import connected
from shared.persistence.erasure import DataSubject
from shared.persistence.outbox import NothingChanged
from tests.doors import NOON, settings_for
from tests.faults.matrix import Site
from tests.faults.rows_people import SERVICES, Evaluator, evaluator
from tests.traces import told_of, traces

THERE_BEFORE = (GroupListed, ActivityPlanned)
NOT_THEIRS = (*THERE_BEFORE, ConsentWithdrawn, JourneysErased)
"""They stay, and stay in the evaluation, until they are erased."""


@dataclass
class Local:
    """All services of one Local as they run, each on a database of its own, and what every topic holds."""

    site: Site
    evaluator: Evaluator
    urls: dict[str, str] = field(default_factory=dict)
    heres: dict[str, ServiceContext] = field(default_factory=dict)

    @property
    def services(self) -> dict[str, Service]:
        return {name: import_module(f"services.{name}.app").service for name in topics.SERVICES}

    @property
    def topics(self) -> list[str]:
        return [topics.topic(self.evaluator.local, stream) for told in topics.TELLS.values() for stream in told]

    def settings(self, name: str) -> LocalSettings:
        access = self.site.ground.kafka
        own = ServiceAccess.model_validate(
            {"database_url": self.urls[name], "kafka_user": access.user, "kafka_password": access.password}
        )
        made = settings_for(name, self.urls[name], kafka_bootstrap=access.bootstrap)
        anchors = self.site.folder / f"{self.evaluator.local}-anchors.txt"
        return made.model_copy(update={"local": self.evaluator.local, name: own, "audit_anchors": anchors})

    @asynccontextmanager
    async def runs(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for name, service in self.services.items():
                one = running(service, self.settings(name), MovableClock(NOON))
                self.heres[name] = await stack.enter_async_context(one)
            yield

    def count(self, *names: str) -> int:
        return sum(here.progress.counts[name] for here in self.heres.values() for name in names)

    async def all_is_heard(self) -> None:
        """Until every outbox is empty and every service has come to the end of every topic it hears."""
        quiet = 0
        async with asyncio.timeout(120):
            while quiet < 2:
                waiting = await self._waiting()
                quiet = 0 if waiting else quiet + 1
                await asyncio.sleep(0.2)

    async def _waiting(self) -> bool:
        ends = await self.ends()
        for name, here in self.heres.items():
            async with here.db.transaction() as tx:
                if await tx.fetchval("SELECT count(*) FROM outbox"):
                    return True
            streams = {topics.topic(self.evaluator.local, stream) for stream in topics.HEARS[name]}
            done = here.progress.handled_up_to
            if any(done.get((at.topic, at.partition), 0) < end for at, end in ends.items() if at.topic in streams):
                return True
        return False

    async def ends(self) -> dict[TopicPartition, int]:
        consumer = AIOKafkaConsumer(**self.site.ground.kafka.client())
        await consumer.start()
        try:
            found: dict[TopicPartition, int] = await consumer.end_offsets(places_of(self.topics))
            return found
        finally:
            await consumer.stop()

    async def begin_anew(self) -> None:
        """No service knows what it has heard, and each group begins where its topics begin."""
        for name, url in self.urls.items():
            async with connected(url, most=1) as db, db.transaction() as tx:
                await tx.execute("DELETE FROM inbox")
            group = topics.user(self.evaluator.local, name)
            consumer = AIOKafkaConsumer(**self.site.ground.kafka.client(), group_id=group, enable_auto_commit=False)
            await consumer.start()
            places = places_of([topics.topic(self.evaluator.local, stream) for stream in topics.HEARS[name]])
            consumer.assign(places)
            await consumer.commit(dict.fromkeys(places, 0))
            await consumer.stop()

    def who(self, somebody: "Somebody") -> DataSubject:
        return DataSubject.of(somebody.id, [somebody.journey_id], self.settings("evaluation"))

    async def held(self, somebody: "Somebody") -> dict[str, dict[str, list[str]]]:
        """Every row about them in every service, in an order that does not depend on where the rows lie."""
        found = {}
        for name, service in self.services.items():
            async with connected(self.urls[name], most=1) as db, db.transaction() as tx:
                rows = await erasure.rows(tx, self.who(somebody), service.keeps)
            found[name] = {table: sorted(map(str, each)) for table, each in rows.items()}
        return found

    async def traces(self, somebody: "Somebody") -> int:
        """Rows of any table of any service that hold an id, the pseudonym or a word of theirs."""
        known = [*map(str, (somebody.id, somebody.referral_id, somebody.journey_id)), somebody.mark]
        total = 0
        for url in self.urls.values():
            async with connected(url, most=1) as db, db.transaction() as tx:
                total += sum((await traces(tx, [*known, self.who(somebody).pseudonym])).values())
        return total + await self.evaluated(somebody)

    async def evaluated(self, somebody: "Somebody") -> int:
        """Rows about their pseudonym at the evaluator, but for the one that says that they withdrew."""
        async with connected(self.evaluator.url, most=1) as db, db.transaction() as tx:
            found = await traces(tx, [self.who(somebody).pseudonym], but=("withdrawn",))
        return sum(found.values())


def places_of(names: Sequence[str]) -> list[TopicPartition]:
    return [TopicPartition(name, part) for name in names for part in range(2)]


@dataclass(frozen=True)
class Somebody:
    mark: str
    """A word that is in their name, and in all that they and others wrote about them."""
    referral_id: UUID = field(default_factory=uuid4)

    @property
    def id(self) -> UUID:
        return participant_of(self.referral_id)

    @property
    def journey_id(self) -> UUID:
        return uuid5(self.referral_id, "journey")

    def told(self, event: Event) -> Event:
        """An example as a fact about them, with their word wherever somebody writes."""
        own = told_of(event, self.id, self.referral_id)
        if isinstance(own, ParticipantCardUpdated):
            return own.model_copy(update={"name": f"{self.mark} Papadopoulos"})
        if own is event:
            return own
        texts = [name for name in own.private_fields() if type(own).model_fields[name].annotation == str | None]
        return own.model_copy(update=dict.fromkeys(texts, f"{self.mark} says"))


@asynccontextmanager
async def local(site: Site) -> AsyncIterator[Local]:
    async with evaluator(site) as beside:
        made = Local(site, beside)
        try:
            for name in topics.SERVICES:
                made.urls[name] = await site.ground.make_database(SERVICES / name / "migrations")
            for name in made.topics:
                if name != beside.topic:
                    await site.ground.make_topic(name, 2, **Topic(name, name.endswith(topics.COMPACTED)).settings(1))
            async with evaluating(beside.settings, MovableClock(NOON)):
                yield made
        finally:
            for url in made.urls.values():
                await site.ground.drop_database(url)


async def lives(one: Local, somebody: Somebody) -> None:
    """Everything that the examples tell happens to them, in that order, as far as one thing fits the other."""
    here = one.heres["referral"]
    for kind in (ReferralReceived, ParticipantCardUpdated, ReferralAccepted):
        await happens(here, referral_record, somebody.told(example(kind)))
    await one.all_is_heard()
    for name, record in (("community", community.record), ("journey", recording.record)):
        told = [event for event in examples.ALL if event.service == name and not isinstance(event, NOT_THEIRS)]
        for event in sorted(told, key=lambda event: isinstance(event, JourneyClosed)):
            await happens(one.heres[name], record, somebody.told(event))
        await one.all_is_heard()


async def happens(here: ServiceContext, record: Any, event: Event) -> None:
    try:
        async with here.transaction() as tx:
            await record(tx, event)
    except (NothingChanged, asyncpg.IntegrityConstraintViolationError, KeyError):
        pass  # two examples of which only one can be true of one person


def example(kind: type[Event]) -> Event:
    return next(event for event in examples.ALL if type(event) is kind)
