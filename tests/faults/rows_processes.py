"""Rows 2 to 9 and 38: a process of ours dies, freezes, is stopped, is too slow, or there are too many of it."""

import asyncio
import random
import signal
import subprocess
import time
from typing import Any
from uuid import uuid4

from shared.context.service_context import ServiceContext
from shared.kernel.clock import Clock
from shared.persistence.database import connected
from tests.faults.ledger import Ledger
from tests.faults.matrix import Site, row
from tests.faults.wire import RECORD, Wire

SESSION_SECONDS = 6
BRISK: dict[str, Any] = {"shared.messaging.consumer": {"SESSION_MS": SESSION_SECONDS * 1000, "HEARTBEAT_MS": 1_000}}
"""A shorter session than the product's own (15 s) for rows that wait for one to end."""


async def dead(process: "subprocess.Popen[bytes]", within: float = 60) -> None:
    await asyncio.to_thread(process.wait, within)


@row(2, "the relay is killed between its send and its bookkeeping")
async def relay_killed(site: Site, ledger: Ledger) -> None:
    left = 0
    async with site.wire() as wire:
        wire.start("listen")
        async with wire.telling():
            for failpoint in ("relay.after_send_before_delete:2", "relay.after_delete:2") * site.times(4):
                await dead(wire.start("relay", failpoint))
                ledger.kills += 1
                left += len(await wire.sent_and_still_waiting())
                wire.fault_is_over()
                relay = wire.start("relay")
                await wire.recovered(ledger)
                wire.kill(relay)
                ledger.kills += 1
            wire.start("relay")
        await wire.account(ledger)
    ledger.expect("a kill left something to be sent twice", left > 0)
    ledger.expect("what the log has is not sent again", ledger.deduplicated == 0)


@row(3, "two relays run at once, and one of them is killed")
async def two_relays(site: Site, ledger: Ledger) -> None:
    async with site.wire() as wire:
        wire.start("listen")
        relays = [wire.start("relay") for _ in range(2)]
        async with wire.telling(40):
            await wire.work_has_begun(60)
            assert await wire.on_topic() <= len(wire.told), "both have sent"
            for relay in relays[: site.times(2)]:
                wire.kill(relay)
                ledger.kills += 1
                wire.fault_is_over()
                wire.start("relay")
                await wire.recovered(ledger)
        await wire.account(ledger)


@row(4, "facts are committed in another order than that of their positions", quick=True)
async def late_commit(site: Site, ledger: Ledger) -> None:
    """A transaction takes the lower position and commits long after the relay has sent the higher one."""
    async with site.wire() as wire:
        wire.start("relay")
        wire.start("listen")
        async with connected(wire.teller_url) as db:
            here = ServiceContext("journey", wire.local, None, Clock(), db)
            for _ in range(site.times(10, quick=2)):
                async with db.transaction() as early:
                    number, goal = wire.next_goal()
                    await RECORD(early, goal)
                    wire.acknowledged(goal, number)  # as good as: it commits below, or the row breaks
                    await wire.tell(1, here)
                    await wire.all_have_had_their_effect(besides=[goal.goal_id])
                    ledger.kills += 1
                wire.fault_is_over()
                await wire.tell(1, here)
                await wire.recovered(ledger)
        await wire.account(ledger)


@row(5, "a listener is killed before and after an effect")
async def listener_killed(site: Site, ledger: Ledger) -> None:
    async with site.wire() as wire:
        wire.start("relay")
        async with wire.telling():
            for failpoint in ("consumer.after_inbox:5", "consumer.after_effect_before_offset:5") * site.times(3):
                await dead(wire.start("listen", failpoint, **BRISK))
                ledger.kills += 1
                wire.fault_is_over()
                listener = wire.start("listen", **BRISK)
                await wire.recovered(ledger)
                wire.kill(listener)
                ledger.kills += 1
            wire.start("listen", **BRISK)
        await wire.account(ledger)
    longest = SESSION_SECONDS + 5 + 15  # a busy machine takes its time to start a process
    ledger.expect(f"another takes over within {longest} s", max(ledger.recoveries) <= longest)


@row(6, "a listener with slow work in hand is told to stop", quick=True)
async def listener_stopped(site: Site, ledger: Ledger) -> None:
    """SIGTERM, as at every deployment; also with work that takes longer than the grace it is given."""
    async with site.wire() as wire:
        wire.start("relay")
        async with wire.telling(5):
            for slow in (0.2, 12.0)[: site.times(2)]:
                listener = wire.start("listen", slow=slow, **BRISK)
                await asyncio.sleep(0) if slow > 1 else await wire.work_has_begun()
                await joined(wire)
                listener.send_signal(signal.SIGTERM)
                began = time.monotonic()
                await dead(listener)
                ledger.kills += 1
                ledger.expect("it ends within 20 s", time.monotonic() - began < 20)
                wire.fault_is_over()
                replaced = wire.start("listen", **BRISK)
                await wire.recovered(ledger)
                wire.kill(replaced)
            wire.start("listen", **BRISK)
        await wire.account(ledger)


async def joined(wire: Wire) -> None:
    """Waits until a listener is at work on a record (its transaction stands open) or has just been."""

    async def busy() -> bool:
        sql = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in tran%'"
        return bool(await wire.look(sql))

    await wire.until(busy, "a listener at work")


@row(7, "a listener is frozen longer than its session, and wakes up after another has taken over", quick=True)
async def listener_frozen(site: Site, ledger: Ledger) -> None:
    brisk = BRISK | {"shared.persistence.database": {"IDLE_SECONDS": 8}}
    async with site.wire(partitions=1) as wire:
        wire.start("relay")
        frozen = wire.start("listen", slow=0.2, **brisk)
        async with wire.telling(5):
            await wire.work_has_begun(5)
            for _ in range(site.times(3)):
                await joined(wire)  # it freezes with a record in hand, and holds what nobody else may then write
                frozen.send_signal(signal.SIGSTOP)
                ledger.kills += 1
                wire.fault_is_over()
                other = wire.start("listen", slow=0.02, **brisk)
                await wire.recovered(ledger)
                frozen.send_signal(signal.SIGCONT)
                await asyncio.sleep(2)
                frozen, _ = other, frozen
        await wire.account(ledger)


@row(8, "a handler takes longer than the longest time between two polls")
async def handler_too_slow(site: Site, ledger: Ledger) -> None:
    slow = {"shared.messaging.consumer": {"SESSION_MS": 6_000, "HEARTBEAT_MS": 1_000, "POLL_MS": 4_000}}
    async with site.wire() as wire:
        wire.start("relay")
        wire.start("listen", slow=8.0, **slow)
        async with wire.telling(1):
            await joined(wire)
            ledger.kills += 1
            await asyncio.sleep(12)
            wire.fault_is_over()
            for process in wire.processes[1:]:
                wire.kill(process)
            wire.start("listen", **BRISK)
            await wire.recovered(ledger)
        await wire.account(ledger)


@row(9, "listeners join and leave all the time")
async def rebalance_storm(site: Site, ledger: Ledger) -> None:
    times, chance = site.times(12, quick=4), random.Random(9)
    async with site.wire(partitions=4) as wire:
        wire.start("relay")
        members = [wire.start("listen", **BRISK) for _ in range(2)]
        async with wire.telling(30):
            await wire.work_has_begun(20)
            for turn in range(times):
                leaves = members.pop(chance.randrange(len(members)))
                if turn % 2:
                    wire.kill(leaves)
                else:
                    leaves.send_signal(signal.SIGTERM)
                ledger.kills += 1
                members.append(wire.start("listen", **BRISK))
                await asyncio.sleep(2)
            wire.fault_is_over()
            await wire.recovered(ledger)
        await wire.account(ledger)


@row(38, "a listener is given too little memory for large records")
async def out_of_memory(site: Site, ledger: Ledger) -> None:
    """Its address space is limited, and records of 900 kB stand on the topic: it dies or waits, and another goes on."""
    async with site.wire(partitions=1) as wire:
        records = []
        for _ in range(60):
            number, goal = wire.next_goal()
            wire.acknowledged(goal, number)
            padded = goal.body()[:-1] + b', "padding": "' + b"x" * 900_000 + b'"}'
            records.append((goal.subject.encode(), padded, wire.headers(ce_id=str(uuid4()).encode())))
        await wire.produce(*records)
        small = wire.start("listen", memory=24_000_000, **BRISK)
        await asyncio.sleep(site.times(15, quick=8))
        ledger.figures["effects before it was replaced"] = len(await wire.effects())
        if small.poll() is None:
            wire.kill(small)
        ledger.kills += 1
        wire.fault_is_over()
        wire.start("listen", **BRISK)
        wire.start("relay")
        await wire.tell(6)
        await wire.recovered(ledger)
        await wire.account(ledger)
