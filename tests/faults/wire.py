"""A teller's outbox, a hearer's effects, and real processes between them that may be killed."""

import asyncio
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from shared.config.kafka import KafkaAccess
from shared.context.service_context import Command, ServiceContext
from shared.events import GoalSet, examples
from shared.kernel.clock import Clock
from shared.persistence.database import START_SECONDS, connected
from shared.persistence.outbox import recorder
from tests.faults import counting
from tests.faults.counting import Told
from tests.faults.ground import Ground
from tests.faults.ledger import Ledger
from tests.faults.log import Headers, Log
from tests.partial import partly

ROOT = Path(__file__).parents[2]
RECORD = recorder({GoalSet: partly(GoalSet, "INSERT INTO goal (id) VALUES (:goal_id)")})
PATIENCE = 90.0
AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


@dataclass
class Wire(Log):
    """One topic from one outbox to one table of effects. The harness's own addresses pass no proxy."""

    teller_url: str
    hearer_url: str
    logs: Path
    reach: dict[str, str] = field(default_factory=dict)
    """By role, the database address that its processes use instead of the direct one (a proxy's)."""
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)
    people: list[UUID] = field(default_factory=lambda: [uuid4() for _ in range(6)])
    told: list[Told] = field(default_factory=list)
    over: float = 0.0
    """When the last fault was over (Unix time): recovery counts from there."""
    clock_off: float = 0.0
    """By how many seconds the teller's clock is wrong."""
    steady: "asyncio.Task[None] | None" = None
    retries: int = 0
    """How often the teller had to ask again, because nobody had told it what became of its wish."""
    refusals: Counter[str] = field(default_factory=Counter)

    def start(self, role: str, failpoint: str = "", **options: Any) -> "subprocess.Popen[bytes]":
        """A process of the product's own relay or listener; `options` are the worker's."""
        access: KafkaAccess = options.pop("kafka", self.ground.reached)
        own = self.teller_url if role == "relay" else self.hearer_url
        given = options | {
            "role": role,
            "local": self.local,
            "url": self.reach.get(role, own),
            "kafka": access.model_dump(mode="json") | {"password": access.password.get_secret_value()},
        }
        log = self.logs / f"{len(self.processes)}-{role}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.worker", json.dumps(given)],
                cwd=ROOT,
                env=os.environ | {"LC_FAILPOINT": failpoint},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self.processes.append(process)
        return process

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        process.send_signal(signal.SIGKILL)
        process.wait()

    def close(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                self.kill(process)

    def fault_is_over(self) -> None:
        """A death is over at once: bringing up whoever takes the place counts as recovery."""
        self.over = time.time()

    async def recovered(self, ledger: Ledger, within: float = PATIENCE) -> None:
        """Waits for the first effect of a fact that was acknowledged after the fault, and notes how long it took."""

        async def some() -> bool:
            if self.steady and self.steady.done():
                self.steady.result()  # the teller has broken: say how
            new = [told.goal_id for told in self.told if told.at > self.over]
            rows = await self.look("SELECT min(at) AS at FROM effect WHERE goal_id = ANY($1)", new)
            if rows[0]["at"] is None:
                return False
            ledger.recoveries.append(max(0.0, rows[0]["at"].timestamp() - self.over))
            return True

        await self.until(some, "an effect of something told after the fault", within)

    def said(self) -> str:
        """Everything that the processes have logged."""
        return "".join(path.read_text(errors="replace") for path in sorted(self.logs.glob("*.log")))

    # telling

    @asynccontextmanager
    async def teller(self) -> AsyncIterator[ServiceContext]:
        async with connected(self.reach.get("teller", self.teller_url), patience=START_SECONDS) as db:
            yield ServiceContext("journey", self.local, None, Clock(), db)

    async def tell(self, count: int, here: ServiceContext | None = None, within: float = 120.0) -> None:
        """Tell so many facts one after another, each until it is acknowledged."""
        if here is None:
            async with self.teller() as own:
                return await self.tell(count, own, within)
        async with asyncio.timeout(within):
            for _ in range(count):
                await self._tell_one(here)
        return None

    async def _tell_one(self, here: ServiceContext) -> None:
        number, goal = self.next_goal()
        while True:
            try:
                async with here.once(Command(goal.goal_id)) as tx:
                    if tx:
                        await RECORD(tx, goal)
                break
            except AWAY as trouble:
                self.retries += 1
                self.refusals[type(trouble).__name__] += 1
                await asyncio.sleep(0.1)
        self.acknowledged(goal, number)

    def next_goal(self) -> tuple[int, GoalSet]:
        person = self.people[len(self.told) % len(self.people)]
        changes = {
            "participant_id": person,
            "goal_id": uuid4(),
            "occurred_at": datetime.now(UTC) + timedelta(seconds=self.clock_off),
        }
        return len(self.told) // len(self.people), examples.GOAL_SET.model_copy(update=changes)

    def acknowledged(self, goal: GoalSet, number: int) -> None:
        self.told.append(Told(goal.goal_id, goal.participant_id, number, time.time()))

    @asynccontextmanager
    async def telling(self, a_second: float = 20.0) -> AsyncIterator[None]:
        """A steady teller beside whatever happens; it takes the time it takes where nobody answers it."""
        stop = asyncio.Event()

        async def steadily() -> None:
            async with self.teller() as here:
                while not stop.is_set():
                    await self._tell_one(here)
                    await asyncio.sleep(1 / a_second)

        task = self.steady = asyncio.create_task(steadily())
        try:
            yield
            stop.set()
            await asyncio.wait_for(task, PATIENCE)
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    # records put on the topic by hand

    def good(self, goal: GoalSet | None = None) -> tuple[bytes, bytes, Headers]:
        """A record as the relay would write it; a new fact, unless one is given again."""
        if goal is None:
            number, goal = self.next_goal()
            self.acknowledged(goal, number)
        return goal.subject.encode(), goal.body(), self.headers()

    # looking

    async def effects(self) -> list[asyncpg.Record]:
        return await self.look("SELECT participant_id, goal_id, at FROM effect ORDER BY position")

    async def look(self, sql: str, *values: object) -> list[asyncpg.Record]:
        connection = await asyncpg.connect(self.hearer_url, timeout=10, command_timeout=20)
        try:
            return list(await connection.fetch(sql, *values))
        finally:
            await connection.close()

    async def sent_and_still_waiting(self) -> set[str]:
        """What a relay that died has left behind to be sent twice: on the topic, and in the outbox too."""
        connection = await asyncpg.connect(self.teller_url, timeout=10, command_timeout=20)
        try:
            waiting = {str(row["event_id"]) for row in await connection.fetch("SELECT event_id FROM outbox")}
        finally:
            await connection.close()
        return waiting & {record.id for record in await self.records()}

    async def until(self, holds: Callable[[], Awaitable[bool]], what: str, within: float = PATIENCE) -> None:
        deadline = asyncio.get_running_loop().time() + within
        while True:
            try:
                if await holds():
                    return
            except AWAY:
                pass  # the server is just being killed or started
            assert asyncio.get_running_loop().time() < deadline, (
                f"not within {within:.0f} s: {what}\n{self.said()[-3000:]}"
            )
            await asyncio.sleep(0.1)

    async def work_has_begun(self, effects: int = 1) -> None:
        async def some() -> bool:
            return len(await self.effects()) >= effects

        await self.until(some, f"effect number {effects}")

    async def all_have_had_their_effect(self, besides: Sequence[UUID] = ()) -> None:
        """Every acknowledged fact but these."""
        wanted = {told.goal_id for told in self.told} - set(besides)

        async def there() -> bool:
            return wanted <= {row["goal_id"] for row in await self.effects()}

        await self.until(there, f"{len(wanted)} effects")

    async def everything_is_accounted_for(self) -> None:
        """Waits until the group's offsets stand at the end of every partition."""

        async def at_the_end() -> bool:
            committed, ends = await self.offsets()
            return all(committed.get(place, 0) >= end for place, end in ends.items())

        await self.until(at_the_end, "all offsets committed")

    # accounting

    async def account(self, ledger: Ledger, parked: Sequence[UUID] = ()) -> None:
        """Wait for the end, then count everything into the ledger. `parked`: facts that are to be parked."""
        await self.all_have_had_their_effect(besides=parked)
        await self.everything_is_accounted_for()
        records = await self.records()
        effects = await self.effects()
        inbox = {str(row["message_id"]) for row in await self.look("SELECT message_id FROM inbox")}
        places = {(row["kafka_partition"], row["kafka_offset"]) for row in await self.look("SELECT * FROM parked")}
        counting.count_records(ledger, records, inbox, places)
        counting.count_effects(ledger, self.told, effects, set(parked))


@asynccontextmanager
async def wired(ground: Ground, logs: Path, partitions: int = 2) -> AsyncIterator[Wire]:
    teller, hearer = await ground.make_database(), await ground.make_database()
    wire = Wire(ground, f"t-{secrets.token_hex(4)}", teller, hearer, logs, partitions=partitions)
    logs.mkdir(parents=True, exist_ok=True)
    await ground.make_topic(wire.topic, partitions)
    try:
        yield wire
    finally:
        wire.close()
        for url in (teller, hearer):
            try:
                await ground.drop_database(url)
            except AWAY:
                pass  # the server itself is gone with its row
