"""Rows 10 to 15, 20 and 28 to 32: the broker dies, freezes, is far away, is full, or has changed its mind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.structs import TopicPartition

from shared.persistence import how_far
from shared.persistence.database import connected
from tests.faults.ground import Ground
from tests.faults.ledger import Ledger
from tests.faults.matrix import Site, row
from tests.faults.proxy import Proxy, proxied
from tests.faults.rows_processes import BRISK
from tests.faults.wire import Wire


@asynccontextmanager
async def proxies(ground: Ground) -> AsyncIterator[list[Proxy]]:
    """One in front of every broker."""
    async with AsyncExitStack() as stack:
        yield [
            await stack.enter_async_context(proxied(broker.proxy, broker.client)) for broker in ground.brokers.brokers
        ]


@row(10, "the only broker is killed")
async def broker_killed(site: Site, ledger: Ledger) -> None:
    stack = site.ground.stack
    async with site.wire() as wire:
        wire.start("relay")
        wire.start("listen")
        async with wire.telling():
            await wire.work_has_begun()
            for _ in range(site.times(3)):
                await asyncio.to_thread(stack.kill_kafka)
                ledger.kills += 1
                before = len(wire.told)
                await asyncio.sleep(2)
                ledger.expect("facts are acknowledged while the broker is away", len(wire.told) > before)
                wire.fault_is_over()
                await asyncio.to_thread(stack.start_kafka)
                await wire.recovered(ledger)
        await wire.account(ledger)
    ledger.expect("work goes on within 30 s of the broker's start", max(ledger.recoveries) < 30)


@row(11, "the leader of three brokers is killed", needs="three brokers")
async def leader_killed(site: Site, ledger: Ledger) -> None:
    brokers = site.ground.brokers
    async with proxies(site.ground), site.wire() as wire:
        wire.start("relay")
        wire.start("listen", **BRISK)
        async with wire.telling():
            await wire.work_has_begun()
            for _ in range(site.times(5)):
                leader = await asyncio.to_thread(brokers.leader, wire.topic)
                await asyncio.to_thread(leader.kill)
                ledger.kills += 1
                wire.fault_is_over()
                await wire.recovered(ledger)
                await asyncio.to_thread(brokers.start)
                await in_sync(wire, 3)
        await wire.account(ledger)


@row(12, "two of three brokers are down", needs="three brokers")
async def two_brokers_down(site: Site, ledger: Ledger) -> None:
    brokers = site.ground.brokers
    async with proxies(site.ground), site.wire() as wire:
        wire.start("relay")
        wire.start("listen", **BRISK)
        async with wire.telling():
            await wire.work_has_begun()
            for broker in brokers.brokers[1:]:
                await asyncio.to_thread(broker.kill)
                ledger.kills += 1
            await asyncio.sleep(3)
            before = len(wire.told)
            await asyncio.sleep(site.times(20, quick=5))
            ledger.expect("facts are acknowledged while no record can be written", len(wire.told) > before)
            wire.fault_is_over()
            await asyncio.to_thread(brokers.start)
            await wire.recovered(ledger)
        await wire.account(ledger)


async def in_sync(wire: Wire, replicas: int) -> None:
    """Waits until every partition of the topic has so many replicas in sync."""
    from confluent_kafka.admin import AdminClient

    from deploy.local.ready import client

    admin = AdminClient(client(wire.ground.kafka))

    async def all_are() -> bool:
        found = (await asyncio.to_thread(admin.list_topics, wire.topic, 20)).topics[wire.topic].partitions
        return all(len(part.isrs) >= replicas for part in found.values())

    await wire.until(all_are, f"{replicas} replicas in sync")


@row(13, "the broker is frozen", needs="own broker")
async def broker_frozen(site: Site, ledger: Ledger) -> None:
    """An idempotent send never comes back by itself: the relay's own clock has to let go of it."""
    (broker,) = site.ground.brokers.brokers
    async with proxies(site.ground), site.wire() as wire:
        wire.start("relay")
        wire.start("listen", **BRISK)
        async with wire.telling():
            await wire.work_has_begun()
            for seconds in (25, 60)[: site.times(2)]:
                broker.freeze()
                ledger.kills += 1
                before = len(wire.told)
                await asyncio.sleep(seconds)
                ledger.expect("facts are acknowledged meanwhile", len(wire.told) > before)
                broker.thaw()
                wire.fault_is_over()
                await wire.recovered(ledger)
        await wire.account(ledger)
        ledger.expect("the relay let go of its connection", "relay waits" in wire.said())


@row(14, "the network to the broker drops everything and closes nothing", needs="own broker")
async def half_open(site: Site, ledger: Ledger) -> None:
    async with proxies(site.ground) as (proxy,), site.wire() as wire:
        wire.start("relay")
        wire.start("listen", **BRISK)
        async with wire.telling():
            await wire.work_has_begun()
            for _ in range(site.times(2)):
                proxy.toxics.blackhole = True
                ledger.kills += 1
                await asyncio.sleep(25)
                proxy.toxics.blackhole = False
                wire.fault_is_over()
                await wire.recovered(ledger)
        await wire.account(ledger)


@row(15, "the network is slow, shaky, in slices, and resets connections", needs="own broker")
async def bad_network(site: Site, ledger: Ledger) -> None:
    async with proxies(site.ground) as (proxy,), site.wire() as wire:
        wire.start("relay")
        wire.start("listen", **BRISK)
        async with wire.telling():
            await wire.work_has_begun()
            proxy.toxics.latency, proxy.toxics.jitter = 0.25, 0.1  # each way: half a second there and back
            wire.fault_is_over()
            await wire.recovered(ledger)
            await asyncio.sleep(site.times(20, quick=5))
            proxy.toxics.latency = proxy.toxics.jitter = 0.0
            proxy.toxics.slice = 7
            await asyncio.sleep(site.times(10, quick=3))
            proxy.toxics.slice = 0
            for _ in range(site.times(10, quick=3)):
                await proxy.reset_all()
                wire.fault_is_over()
                await wire.recovered(ledger)
        ledger.kills = proxy.cuts
        await wire.account(ledger)
        ledger.figures["delay at 500 ms, p99 s"] = await delay(wire)


async def delay(wire: Wire) -> float:
    """From acknowledgement to effect, at the 99th percentile, in seconds."""
    told = {one.goal_id: one.at for one in wire.told}
    took = sorted(row["at"].timestamp() - told[row["goal_id"]] for row in await wire.effects())
    return round(took[int(len(took) * 0.99)], 2)


@row(28, "records are gone before the listener has heard them")
async def out_of_range(site: Site, ledger: Ledger) -> None:
    """What cannot be heard any more must not be passed over in silence: the listener stops and says so."""
    async with site.wire(partitions=1) as wire:
        relay = wire.start("relay")
        listener = wire.start("listen", **BRISK)
        await wire.tell(10)
        await wire.all_have_had_their_effect()
        await wire.everything_is_accounted_for()
        wire.kill(listener)
        await wire.tell(10)

        async def all_sent() -> bool:
            return await wire.on_topic() == 20

        await wire.until(all_sent, "20 records on the topic")
        admin = AIOKafkaAdminClient(**site.ground.kafka.client())
        await admin.start()
        await admin.delete_records({TopicPartition(wire.topic, 0): RecordsToDelete(before_offset=15)})
        await admin.close()
        ledger.kills += 1
        wire.start("listen", **BRISK)

        async def halted() -> bool:
            return "are gone before" in wire.said()

        await wire.until(halted, "the listener says that records are gone", within=40)
        ledger.expect("nothing after the gap has had an effect", len(await wire.effects()) == 10)
        wire.kill(relay)
        await the_rest_is_accounted_for(wire, ledger, gone=5)


async def the_rest_is_accounted_for(wire: Wire, ledger: Ledger, gone: int) -> None:
    """An operator has read the alarm, and lets the group go on from the first record that is there."""
    for process in wire.processes:
        if process.poll() is None:
            wire.kill(process)
    place = TopicPartition(wire.topic, 0)
    async with connected(wire.hearer_url, most=1) as db, db.transaction() as tx:
        await how_far.put(tx, {place: 10 + gone})  # as `lc recover --go-on` does it
    del wire.told[10 : 10 + gone]  # their records are gone from the topic: said, not passed over
    wire.fault_is_over()
    wire.start("listen", **BRISK)
    wire.start("relay")
    await wire.tell(6)
    await wire.recovered(ledger)
    await wire.all_have_had_their_effect()
    await wire.everything_is_accounted_for()
    records = await wire.records()
    ledger.figures["records that were gone, and said to be"] = gone
    inbox = {str(found["message_id"]) for found in await wire.look("SELECT message_id FROM inbox")}
    ledger.on_topic, ledger.acknowledged = len(records), len(wire.told)
    ledger.handled = sum(record.id in inbox for record in records)
    ledger.lost = len({told.goal_id for told in wire.told} - {found["goal_id"] for found in await wire.effects()})


@row(29, "a group hears a topic for the first time, long after the first record", quick=True)
async def new_group(site: Site, ledger: Ledger) -> None:
    async with site.wire() as wire:
        wire.start("relay")
        await wire.tell(30)

        async def all_sent() -> bool:
            return await wire.on_topic() == 30

        await wire.until(all_sent, "30 records on the topic")
        ledger.kills += 1
        wire.fault_is_over()
        wire.start("listen")
        await wire.tell(6)
        await wire.recovered(ledger)
        await wire.account(ledger)
        ledger.expect("36 of 36 have had their effect", len(await wire.effects()) == 36)


@row(30, "a topic is deleted and made again")
async def topic_changed(site: Site, ledger: Ledger) -> None:
    async with site.wire() as wire:
        wire.start("relay")
        listener = wire.start("listen", **BRISK)
        async with wire.telling():
            await wire.work_has_begun(20)
        await wire.account(ledger)
        admin = AIOKafkaAdminClient(**site.ground.kafka.client())
        await admin.start()
        await admin.delete_topics([wire.topic])
        ledger.kills += 1
        async with wire.telling():
            await asyncio.sleep(3)
        for process in (listener,):
            wire.kill(process)
        await admin.close()
        await site.ground.make_topic(wire.topic, wire.partitions)
        wire.fault_is_over()
        wire.start("listen", **BRISK)
        await wire.tell(12)
        await wire.recovered(ledger)
        before = ledger.on_topic, ledger.handled
        again = Ledger(30, "")
        await wire.account(again)
        ledger.acknowledged, ledger.lost = again.acknowledged, again.lost
        ledger.double_effects, ledger.out_of_order = again.double_effects, again.out_of_order
        ledger.on_topic, ledger.handled = before[0] + again.on_topic, before[1] + again.handled
        ledger.deduplicated += again.deduplicated
