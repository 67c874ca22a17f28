"""Steady work with a fault every half minute, for as long as one likes; what must stay flat is sampled all the time."""

import asyncio
import contextlib
import random
import subprocess
import time
from collections import Counter
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import psutil
from aiokafka.errors import KafkaError

from tests.faults.ledger import Ledger
from tests.faults.matrix import Site
from tests.faults.rows_processes import BRISK
from tests.faults.wire import AWAY, Wire
from tests.freezing import frozen

SAMPLE_EVERY = 5.0  # seconds
FAULT_EVERY = (15.0, 45.0)  # seconds of calm after a recovery
FAULTS = (
    "broker killed", "broker frozen", "PostgreSQL killed", "listener killed", "listener frozen", "relay killed",
)  # fmt: skip
GROWTH = 1.25
"""By how much memory may be larger in the last quarter than in the second one (the first is for warming up)."""


@dataclass
class Sample:
    """One moment. The steady relay and listener are never killed: whatever leaks, leaks there."""

    second: float
    relay_mb: float
    relay_files: int
    listener_mb: float
    listener_files: int
    connections: int
    outbox: int
    lag: int


@dataclass
class Soak:
    site: Site
    wire: Wire
    ledger: Ledger
    chance: random.Random
    faults: Counter[str] = field(default_factory=Counter)
    samples: list[Sample] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.steady = {role: self.wire.start(role, **BRISK) for role in ("relay", "listen")}
        self.other = {role: self.wire.start(role, **BRISK) for role in ("relay", "listen")}

    async def fault(self) -> None:
        stack = self.site.ground.stack
        name = self.chance.choice(FAULTS)
        self.faults[name] += 1
        self.ledger.kills += 1
        if name == "broker killed":
            await asyncio.to_thread(stack.kill_kafka)
            self.wire.fault_is_over()
            await asyncio.to_thread(stack.start_kafka)
        elif name == "PostgreSQL killed":
            await asyncio.to_thread(stack.kill_postgres)
            self.wire.fault_is_over()
            await asyncio.to_thread(stack.start_postgres)
        elif name == "broker frozen":
            await self._freeze(stack.pids["kafka"], self.chance.uniform(3, 20))
        elif name == "listener frozen":
            await self._freeze(self.other["listen"].pid, self.chance.uniform(3, 15))
        else:
            role = "listen" if name == "listener killed" else "relay"
            self.wire.kill(self.other[role])
            self.wire.fault_is_over()
            self.other[role] = self.wire.start(role, **BRISK)
        await self.wire.recovered(self.ledger, within=180)

    async def _freeze(self, pid: int, seconds: float) -> None:
        with frozen(pid):
            await asyncio.sleep(seconds)
        self.wire.fault_is_over()

    async def sample_for_ever(self) -> None:
        while True:
            with contextlib.suppress(*AWAY, KafkaError):  # just being killed: the next moment will do
                self.samples.append(await self._sample())
            await asyncio.sleep(SAMPLE_EVERY)

    async def _sample(self) -> Sample:
        relay, listener = (psutil.Process(self.steady[role].pid) for role in ("relay", "listen"))
        sql = "SELECT count(*) AS n FROM pg_stat_activity WHERE backend_type = 'client backend'"
        connections = (await self.wire.look(sql))[0]["n"]
        committed, ends = await self.wire.offsets()
        return Sample(
            second=round(time.monotonic() - self.began, 1),
            relay_mb=round(relay.memory_info().rss / 2**20, 1),
            relay_files=relay.num_fds(),
            listener_mb=round(listener.memory_info().rss / 2**20, 1),
            listener_files=listener.num_fds(),
            connections=connections,
            outbox=await self._outbox(),
            lag=sum(end - committed.get(part, 0) for part, end in ends.items()),
        )

    async def _outbox(self) -> int:
        async with self.wire.teller() as here, here.db.transaction() as tx:
            return int(await tx.fetchval("SELECT count(*) FROM outbox"))

    def flat(self) -> dict[str, dict[str, float]]:
        """Medians of the second and the last quarter of the time."""
        quarter = max(1, len(self.samples) // 4)
        early, late = self.samples[quarter : 2 * quarter] or self.samples, self.samples[-quarter:]
        names = ("relay_mb", "relay_files", "listener_mb", "listener_files", "connections", "outbox", "lag")
        return {
            name: {
                "second_quarter": median(getattr(one, name) for one in early),
                "last_quarter": median(getattr(one, name) for one in late),
                "max": max(getattr(one, name) for one in self.samples),
            }
            for name in names
        }


def _alive(processes: "list[subprocess.Popen[bytes]]") -> bool:
    return all(process.poll() is None for process in processes)


async def soak(site: Site, minutes: float, a_second: float = 20.0, seed: int = 1) -> dict[str, Any]:
    ledger = Ledger(0, f"{minutes:g} minutes of steady work with random faults")
    async with site.wire() as wire:
        one = Soak(site, wire, ledger, random.Random(seed))
        watching = asyncio.create_task(one.sample_for_ever())
        try:
            async with wire.telling(a_second):
                await wire.work_has_begun()
                while time.monotonic() - one.began < minutes * 60:
                    await asyncio.sleep(one.chance.uniform(*FAULT_EVERY))
                    await one.fault()
            await wire.account(ledger)
        finally:
            watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
        flat = one.flat()
        for name, words in (("relay_mb", "the relay's memory"), ("listener_mb", "the listener's memory")):
            grown = flat[name]["last_quarter"] / flat[name]["second_quarter"]
            ledger.expect(f"{words} stays flat", grown < GROWTH)
        for name in ("relay_files", "listener_files", "connections"):
            more = flat[name]["last_quarter"] - flat[name]["second_quarter"]
            ledger.expect(f"{name.replace('_', ' ')} stay flat", more <= 5)
        ledger.expect("the steady relay and listener still live", _alive(list(one.steady.values())))
    ledger.seconds = time.monotonic() - one.began
    samples = [vars(sample) for sample in one.samples]
    return ledger.result() | {"minutes": minutes, "faults": dict(one.faults), "flat": flat, "samples": samples}
