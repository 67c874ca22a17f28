"""A small Local in memory: two tellers, two hearers, a provider, and everything that may befall them."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Coroutine
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid5

from services.notifications import clock as sender
from services.notifications import consumers
from shared.context.service_context import Command, ServiceContext
from shared.events import (
    CheckInDue,
    ConsentGiven,
    ConsentWithdrawn,
    Event,
    GoalSet,
    JourneyClosed,
    JourneyOpened,
    ParticipantCardUpdated,
)
from shared.events import examples as example
from shared.messaging import dead_letters, handlers, relay
from shared.messaging.envelope import KafkaRecord
from shared.messaging.relay import Relay
from shared.persistence.outbox import recorder
from shared.persistence.progress import OffsetTracker
from tests.faults.hearers import LOCAL, NOWHERE, SETTINGS, AnyClock, Hearer, counts
from tests.faults.simulated import Crash, SimLog, SimProducer
from tests.faults.simulated_database import SimConnection, SimDatabase
from tests.partial import partly

TOLD = (GoalSet, JourneyOpened, JourneyClosed, ConsentGiven, ConsentWithdrawn, CheckInDue, ParticipantCardUpdated)
RECORD = recorder({event: partly(event, "INSERT INTO fact (occurred_at) VALUES (:occurred_at)") for event in TOLD})


class World:
    """Everything, and the history that the promises are held against."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.clock = AnyClock()
        self.log = SimLog()
        self.tellers = {name: SimDatabase() for name in ("journey", "referral")}
        self.hearers = {
            "practice": Hearer("practice", counts, self.clock, self.log),
            "notifications": Hearer("notifications", consumers.hears, self.clock, self.log),
        }
        self.people = [UUID(int=0xA + number) for number in range(3)]
        self.numbers = itertools.count(1)
        self.armed: str = ""
        self.goals: dict[UUID, list[UUID]] = {person: [] for person in self.people}
        self.committed_ids: set[str] = set()
        self.rubbish: set[tuple[str, int, int]] = set()
        self.replayed: set[UUID] = set()
        self.handed: Counter[UUID] = Counter()
        self.unsafe: list[str] = []
        self.outcome = "taken"
        self.pause_at_provider = False
        self.pause_at_transaction = 0
        self.gate: asyncio.Event | None = None
        self.hearers["notifications"].db.door = self.at_the_door
        self.sending: asyncio.Task[Any] | None = None
        self.slow: dict[UUID, tuple[Any, UUID]] = {}

    # running the product's coroutines

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(work)

    def reached(self, name: str) -> None:
        if name == self.armed:
            self.armed = ""
            raise Crash(name)

    def settle(self) -> None:
        """Let a paused sender go as far as it can."""

        async def some_turns() -> None:
            for _ in range(60):
                await asyncio.sleep(0)

        self.run(some_turns())

    def new_id(self) -> UUID:
        """Always the same ones in the same story."""
        return UUID(int=next(self.numbers) << 64)

    def all_arrives(self) -> None:
        """Everything that waits is sent, heard and committed, where nobody is in its way."""
        for teller in self.tellers:
            self.relay(teller)
        for hearer in self.hearers.values():
            self.all_heard(hearer)
            self.commit(hearer)

    # telling

    def here(self, teller: str) -> ServiceContext:
        return ServiceContext(teller, LOCAL, SETTINGS, self.clock, self.tellers[teller])  # type: ignore[arg-type]

    def tell(self, event: Event, command_id: UUID | None = None) -> bool:
        """True if it was acknowledged; a crash leaves that open, and it is asked again with the same id."""
        here, command_id = self.here(event.service), command_id or self.new_id()

        async def one() -> None:
            async with here.once(Command(command_id)) as tx:
                if tx:
                    await RECORD(tx, event)

        for _ in range(2):
            try:
                self.run(one())
                break
            except Crash:
                continue
        self.note_committed()
        return True

    def note_committed(self) -> None:
        for db in self.tellers.values():
            self.committed_ids |= {str(row["event_id"]) for row in db.table("outbox").values()}

    def goal(self, person: UUID) -> GoalSet:
        changes = {"participant_id": person, "goal_id": self.new_id(), "occurred_at": self.clock.now()}
        return example.GOAL_SET.model_copy(update=changes)

    def of(self, kind: Event, person: UUID, **changes: Any) -> Event:
        """The example of an event, about this person, now."""
        about = {"participant_id": person, "occurred_at": self.clock.now()} | changes
        if "journey_id" in type(kind).model_fields:
            about["journey_id"] = uuid5(person, "journey")
        return kind.model_copy(update=about)

    # relaying

    def relay(self, teller: str, trouble: str = "") -> None:
        sends = Relay(database_url="", kafka=NOWHERE, local=LOCAL, service=teller, progress=OffsetTracker())
        try:
            self.run(sends.send_waiting(SimConnection(self.tellers[teller]), SimProducer(self.log, trouble)))  # type: ignore[arg-type]
        except (Crash, relay.KafkaError):
            pass

    # hearing

    def hear(self, hearer: Hearer, place: Any) -> bool:
        """The next record of that place, if there is one and nobody holds its person's row."""
        return self._waits(hearer, place) and bool(self.run(self._hear_next(hearer, place)))

    def _waits(self, hearer: Hearer, place: Any) -> bool:
        at = hearer.consumer.positions[place]
        waiting = self.log.places.get(place, [])
        return not hearer.halted and at < len(waiting) and not self._held(hearer, waiting[at].key)

    async def _hear_next(self, hearer: Hearer, place: Any) -> bool:
        record = hearer.consumer.next(place)
        try:
            await self._hear(hearer, record)
        except Crash:
            hearer.start()
        return True

    def all_heard(self, hearer: Hearer) -> None:
        """Every place to its end; of those where nothing comes it is found out whether something is missing."""
        self.run(self._all_heard(hearer))

    async def _all_heard(self, hearer: Hearer) -> None:
        if not hearer.halted:
            await hearer.listener._begin_what_is_new()
        for place in sorted(hearer.consumer.places):
            while self._waits(hearer, place):
                await self._hear_next(hearer, place)

    def save(self, hearer: Hearer) -> None:
        """A backup of its database."""
        hearer.saved = {name: dict(rows) for name, rows in hearer.db.tables.items()}

    def put_back(self, hearer: Hearer) -> None:
        """Its database is as it was when it was saved; the process begins anew, and the log has gone on."""
        hearer.db.tables = {name: dict(rows) for name, rows in hearer.saved.items()}
        hearer.start()

    def _held(self, hearer: Hearer, key: bytes | None) -> bool:
        return (key or b"").decode(errors="replace") in {str(row) for row in hearer.db.held}

    async def _hear(self, hearer: Hearer, record: Any) -> None:
        hearing = asyncio.ensure_future(hearer.listener._hear(SimpleNamespace(raw_message=record)))  # type: ignore[arg-type]
        while not hearing.done() and not hearer.halted:  # noqa: ASYNC110, it tells nobody
            await asyncio.sleep(0)
        if hearer.halted:
            hearing.cancel()
        else:
            hearing.result()

    def commit(self, hearer: Hearer) -> None:
        self.run(hearer.listener._commit())

    def replay_parked(self, hearer: Hearer) -> None:
        """An operator hands over again what was parked, as the operator's page does."""
        for (topic, part, offset), _ in list(hearer.db.table("parked").items()):
            record = next(
                one for one in self.log.all() if (one.topic, one.partition, one.offset) == (topic, part, offset)
            )
            self.run(self._replay(hearer, KafkaRecord.of(record)))

    async def _replay(self, hearer: Hearer, raw: KafkaRecord) -> None:
        try:
            await hearer.hears.handle(raw, hearer.here)
        except Exception as wrong:
            await dead_letters.park(hearer.here.db, raw, handlers.why(wrong))
            return
        except Crash:
            return
        try:
            async with hearer.here.db.transaction() as tx:
                await dead_letters.settled(tx, raw)
        except Crash:
            pass

    # sending messages

    async def hand_over(self, letter: Any) -> Any:
        """The provider. Whatever it is handed for somebody who is not to be written to is noted."""
        db = self.hearers["notifications"].db
        state, message, _ = db.table("message")[letter.message_id]
        contact = db.table("contact").get(message.participant_id)
        if contact is None or contact.safe != "safe" or not contact.agreed or not contact.journey_open:
            self.unsafe.append(f"message {letter.message_id} in state {state}")
        if self.outcome != "away":
            self.handed[letter.message_id] += 1
        if self.pause_at_provider:
            await self.pause()
        return self.outcome

    async def at_the_door(self) -> None:
        """Before each transaction of the sender, which may be made to wait there."""
        if asyncio.current_task() is self.sending and self.pause_at_transaction:
            self.pause_at_transaction -= 1
            if self.pause_at_transaction == 0:
                await self.pause()

    async def pause(self) -> None:
        self.gate = asyncio.Event()
        await self.gate.wait()

    def send(self) -> None:
        """A look of the clock; it may stop before a transaction or at the provider's until it is let go on."""
        if self.sending:
            return
        here = self.hearers["notifications"].here
        self.sending = self.loop.create_task(
            sender.send_what_waits(here, {"sms": self, "email": self})  # type: ignore[dict-item]
        )
        self.look_at_sender()

    def look_at_sender(self) -> None:
        self.settle()
        if self.sending and self.sending.done():
            trouble = None if self.sending.cancelled() else self.sending.exception()
            self.sending = self.gate = None
            if trouble and not isinstance(trouble, Crash):
                raise trouble

    def go_on(self) -> None:
        if self.gate:
            self.gate.set()
            self.gate = None
        self.pause_at_provider, self.pause_at_transaction = False, 0
        self.look_at_sender()

    def kill_sender(self) -> None:
        if self.sending:
            self.sending.cancel()
            self.look_at_sender()

    def close(self) -> None:
        self.kill_sender()
        self.loop.close()
