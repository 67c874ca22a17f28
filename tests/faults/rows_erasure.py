"""Row 33: somebody is erased, and then everything that was ever told of them is read again from the beginning."""

import asyncio
import time
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
from services.evaluation.outcomes.rebuild import rebuild
from services.journey import store as journey
from services.referral import commands
from services.referral import store as referral
from services.referral.domain.referrals import participant_of
from shared import erasure, topics
from shared.clock import MovableClock
from shared.database import connected
from shared.erasure import Who
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
from shared.outbox import NothingChanged
from shared.service import Here, Service, running
from shared.settings import LocalSettings, ServiceAccess
from tests.doors import NOON, settings_for
from tests.faults.ledger import Ledger
from tests.faults.matrix import Site, row
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
    heres: dict[str, Here] = field(default_factory=dict)

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
            found: dict[TopicPartition, int] = await consumer.end_offsets(_places(self.topics))
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
            places = _places([topics.topic(self.evaluator.local, stream) for stream in topics.HEARS[name]])
            consumer.assign(places)
            await consumer.commit(dict.fromkeys(places, 0))
            await consumer.stop()

    def who(self, somebody: "Somebody") -> Who:
        return Who.of(somebody.id, [somebody.journey_id], self.settings("evaluation"))

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


def _places(names: Sequence[str]) -> list[TopicPartition]:
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
        texts = [name for name in own.kept() if type(own).model_fields[name].annotation == str | None]
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
                    await site.ground.make_topic(name, 2, **Topic(name, name.endswith(topics.CARD)).settings)
            async with evaluating(beside.settings, MovableClock(NOON)):
                yield made
        finally:
            for url in made.urls.values():
                await site.ground.drop_database(url)


async def lives(one: Local, somebody: Somebody) -> None:
    """Everything that the examples tell happens to them, in that order, as far as one thing fits the other."""
    here = one.heres["referral"]
    for kind in (ReferralReceived, ParticipantCardUpdated, ReferralAccepted):
        await _happens(here, referral.record, somebody.told(_example(kind)))
    await one.all_is_heard()
    for name, record in (("community", community.record), ("journey", journey.record)):
        told = [event for event in examples.ALL if event.service == name and not isinstance(event, NOT_THEIRS)]
        for event in sorted(told, key=lambda event: isinstance(event, JourneyClosed)):
            await _happens(one.heres[name], record, somebody.told(event))
        await one.all_is_heard()


async def _happens(here: Here, record: Any, event: Event) -> None:
    try:
        async with here.transaction() as tx:
            await record(tx, event)
    except (NothingChanged, asyncpg.IntegrityConstraintViolationError, KeyError):
        pass  # two examples of which only one can be true of one person


def _example(kind: type[Event]) -> Event:
    return next(event for event in examples.ALL if type(event) is kind)


@row(33, "somebody is erased, and everything is read again from the beginning", quick=True)
async def erased_and_replayed(site: Site, ledger: Ledger) -> None:
    """Every service has forgotten what it has heard but not whom it has erased: nobody comes back, nobody else goes."""
    async with local(site) as one:
        gone = [Somebody(f"Zuleika{number}x") for number in range(site.times(12, quick=1))]
        stays = Somebody("Malia")
        async with one.runs():
            for kind in THERE_BEFORE:
                await _happens(one.heres["community"], community.record, _example(kind))
            for somebody in (*gone, stays):
                await lives(one, somebody)
            kept, before = await one.held(gone[0]), await one.held(stays)
            ledger.figures["tables with rows about one person, before"] = sum(len(rows) for rows in kept.values())
            ledger.expect("every service knows them before", all(kept.values()))
            await one.evaluator.until(lambda: _is_out(one, gone[0]))
            ledger.acknowledged = one.count("handled")
            for somebody in gone:
                here = one.heres["referral"]
                async with here.transaction() as tx:
                    await commands.erase(here, tx, somebody.id, "required_by_law", "an order", None)
            await one.all_is_heard()
            for somebody in gone:
                await one.evaluator.until(lambda who=somebody: _is_gone(one, who))
            ledger.expect("nothing is left of them", not [who for who in gone if await one.traces(who)])
            ledger.handled, ledger.deduplicated = one.count("handled"), one.count("deduplicated", "erased")
            ledger.parked = one.count("parked")
        await one.begin_anew()
        ledger.kills += 1
        began = time.time()
        async with one.runs():
            await one.all_is_heard()
            ledger.recoveries.append(time.time() - began)
            again = one.count("handled")
            ledger.figures["records about them that had no effect"] = one.count("erased")
            ledger.expect("what comes of them again is counted", one.count("erased") > 0)
            ledger.handled += again
            ledger.deduplicated += one.count("deduplicated", "erased")
            ledger.parked += one.count("parked")
            ledger.out_of_order = one.count("out_of_order")
        rebuilt = await rebuild(one.evaluator.settings, replace=True)
        ledger.expect("a rebuilt projection is the same as the live one", not rebuilt.differences)
        back = sum([await one.traces(somebody) for somebody in gone])
        ledger.figures["reappearances"] = back
        ledger.expect("nobody comes back", back == 0)
        ledger.expect("the evaluator has no row about them", not [who for who in gone if await one.evaluated(who)])
        ledger.expect("their neighbour's rows are as they were", await one.held(stays) == before)
        ledger.on_topic = 2 * await _meant_for_somebody(one)


async def _is_out(one: Local, somebody: Somebody) -> bool:
    return await one.evaluated(somebody) > 0


async def _is_gone(one: Local, somebody: Somebody) -> bool:
    return await one.evaluated(somebody) == 0


async def _meant_for_somebody(one: Local) -> int:
    """Records on the topics, once for each service that does something when it hears of them."""
    consumer = AIOKafkaConsumer(**one.site.ground.kafka.client(), enable_auto_commit=False)
    await consumer.start()
    try:
        places, ends = _places(one.topics), await one.ends()
        consumer.assign(places)
        await consumer.seek_to_beginning(*places)
        meant = 0
        while any([await consumer.position(place) < ends[place] for place in places]):
            for batch in (await consumer.getmany(timeout_ms=200)).values():
                meant += sum(_hearers(one, record) for record in batch)
        return meant
    finally:
        await consumer.stop()


def _hearers(one: Local, record: Any) -> int:
    kind = dict(record.headers)["ce_type"].decode()
    stream = record.topic.removeprefix(f"lc.{one.evaluator.local}.")
    return sum(
        stream in topics.HEARS[name] and kind in service.hears.handlers
        for name, service in one.services.items()
        if service.hears
    )
