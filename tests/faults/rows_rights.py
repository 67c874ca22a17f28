"""Rows 20, 27, 31 and 32: a full disk, wrong clocks, sessions that run out, and rights that are taken away."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from deploy.kafka.admin import Admin
from deploy.kafka.rights import Right
from shared.config.kafka import KafkaAccess
from tests.faults.ground import own
from tests.faults.ledger import Ledger
from tests.faults.matrix import Site, row
from tests.faults.rows_broker import proxies
from tests.faults.rows_database import fill, small_disk
from tests.faults.rows_processes import BRISK
from tests.faults.wire import Wire


@asynccontextmanager
async def alone(site: Site, **settings: object) -> AsyncIterator[Site]:
    """A broker with other settings, for one row."""
    ground = own(site.folder / "own", 1, **settings)
    found = await asyncio.to_thread(ground.__enter__)
    try:
        async with proxies(found):
            yield Site(found, site.folder / "alone", site.quick)
    finally:
        await asyncio.to_thread(ground.__exit__, None, None, None)


@row(20, "Kafka's disk is full")
async def broker_full(site: Site, ledger: Ledger) -> None:
    """It stops by itself; the outbox holds what is told meanwhile, until somebody makes room and starts it again."""
    with small_disk(site.folder / "disk", 400) as disk:
        async with alone(site, logs=disk / "logs") as there, there.wire() as wire:
            (broker,) = there.ground.brokers.brokers
            wire.start("relay")
            wire.start("listen", **BRISK)
            async with wire.telling(30):
                await wire.work_has_begun()
                for _ in range(site.times(2)):
                    fill(disk / "ballast")
                    ledger.kills += 1
                    before = len(wire.told)

                    async def ended() -> bool:
                        await wire.produce_into_the_void()
                        return broker.child.has_ended

                    await wire.until(ended, "the broker stops because nothing can be written")
                    await asyncio.sleep(3)
                    ledger.expect("facts are acknowledged meanwhile", len(wire.told) > before)
                    (disk / "ballast").unlink()
                    wire.fault_is_over()
                    await asyncio.to_thread(there.ground.brokers.start)
                    await wire.recovered(ledger)
            await wire.account(ledger)


@row(27, "the clocks of teller, relay and hearer are hours apart, and jump")
async def wrong_clocks(site: Site, ledger: Ledger) -> None:
    """Order is by position and offset, never by a clock. Shifted inside the processes, not on the machine."""
    async with site.wire() as wire:
        relay = wire.start("relay", clock_off=-3600)
        wire.start("listen", clock_off=3600)
        async with wire.telling():
            await wire.work_has_begun()
            for off in (3500, -7200, 3 * 3600)[: site.times(3, quick=3)]:
                wire.kill(relay)
                ledger.kills += 1
                wire.clock_off = -off
                relay = wire.start("relay", clock_off=off)
                if off > 3600:
                    await asyncio.sleep(5)  # a broker takes nothing that lies more than an hour ahead of its own clock
                    wire.kill(relay)
                    relay = wire.start("relay")
                wire.fault_is_over()
                await wire.recovered(ledger)
        await wire.account(ledger)


@row(31, "the broker ends every session after some seconds")
async def session_ends(site: Site, ledger: Ledger) -> None:
    """aiokafka does not log in again by itself: it is cut off, and has to come back."""
    async with alone(site, connections__max__reauth__ms=6_000) as there, there.wire() as wire:
        wire.start("relay")
        wire.start("listen", **BRISK)
        async with wire.telling():
            await wire.work_has_begun()
            for _ in range(site.times(5, quick=2)):
                await asyncio.sleep(8)
                ledger.kills += 1
                wire.fault_is_over()
                await wire.recovered(ledger)
        await wire.account(ledger)


@row(32, "the rights to read, to join the group and to write are taken away and given back")
async def rights_taken(site: Site, ledger: Ledger) -> None:
    access = site.ground.kafka
    admin = Admin(access)
    async with site.wire() as wire:
        hearer, teller = wire.group, f"{wire.local}.journey"
        passwords = {user: secrets.token_urlsafe(16) for user in (hearer, teller)}
        reads, writes = Right(hearer, "READ", "TOPIC", wire.topic), Right(teller, "WRITE", "TOPIC", wire.topic)
        await asyncio.to_thread(admin.make_users, passwords)
        joins = Right(hearer, "READ", "GROUP", hearer)
        await asyncio.to_thread(admin.give, [reads, writes, joins])

        def as_user(user: str) -> KafkaAccess:
            changes = {"user": user, "password": passwords[user]}
            return KafkaAccess.model_validate(access.model_dump() | changes)

        wire.start("relay", kafka=as_user(teller))
        wire.start("listen", kafka=as_user(hearer), **BRISK)
        async with wire.telling():
            await wire.work_has_begun()
            for right in (reads, joins, writes) * site.times(2):
                await asyncio.to_thread(admin.take, [right])
                ledger.kills += 1
                await asyncio.sleep(6)
                await stands_still(wire)
                await asyncio.to_thread(admin.give, [right])
                wire.fault_is_over()
                await wire.recovered(ledger)
        await wire.account(ledger)
        ledger.expect("the relay says so", "TopicAuthorizationFailed" in wire.said())


async def stands_still(wire: Wire) -> None:
    before = len(await wire.effects())
    await asyncio.sleep(1)
    assert len(await wire.effects()) == before, "facts go on where there is no right"
