"""Rows 44 and 45: somebody tells what is not theirs to tell, and nobody remembers how far a log was heard."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.structs import TopicPartition
from confluent_kafka.admin import AdminClient

from shared.events import ALL, examples
from shared.kernel import topics
from tests.faults.ledger import Ledger
from tests.faults.matrix import Site, row
from tests.faults.rows_processes import BRISK
from tests.faults.rows_records import Record
from tests.faults.wire import Wire

IN_A_ROW = 8  # forged records between two good ones: a listener that can handle nothing at all stops


def forged(wire: Wire) -> Iterator[Record]:
    """Every kind of fact that is not told on this topic, and the topic's own told by everybody else."""
    for event in examples.ALL:
        if type(event).stream != wire.stream and event.body():
            headers = wire.headers(ce_type=event.type_name().encode())
            yield event.subject.encode(), event.body(), headers
    for service in (*topics.SERVICES, "evaluator", ""):
        if service != "journey":
            key, body, _ = wire.good(wire.next_goal()[1])
            yield key, body, wire.headers(ce_source=f"/lc/{wire.local}/{service}".encode())


@row(44, "a service's password tells what is not its own", quick=True)
async def not_theirs(site: Site, ledger: Ledger) -> None:
    """Type, topic and source belong together: all else is parked with its reason, and refused again when replayed."""
    async with site.wire(partitions=1) as wire:
        wire.start("listen")
        records = list(forged(wire)) * site.times(3)
        for place in range(0, len(records), IN_A_ROW):
            some = [(key, body, _with_new_id(headers)) for key, body, headers in records[place : place + IN_A_ROW]]
            await wire.produce(*some, wire.good())
        ledger.kills = len(records)
        wire.fault_is_over()
        wire.start("relay")
        await wire.tell(6)
        await wire.recovered(ledger)
        await wire.account(ledger)
        reasons = [found["reason"] for found in await wire.look("SELECT reason FROM parked")]
        said = sum("told on this topic" in reason or "tells on this topic" in reason for reason in reasons)
        ledger.figures["forged records"] = len(records)
        ledger.figures["kinds of facts"] = len({kind for kind in ALL if kind.stream != wire.stream})
        ledger.figures["effects of them"] = len(await wire.effects()) - len(wire.told)
        ledger.expect("each is parked, and the reason says so", ledger.parked == said == len(records))
        ledger.expect("none has an effect", ledger.figures["effects of them"] == 0)


def _with_new_id(headers: list[tuple[str, bytes | None]]) -> list[tuple[str, bytes | None]]:
    return [*(pair for pair in headers if pair[0] != "ce_id"), ("ce_id", str(uuid4()).encode())]


@row(45, "the group's offsets are gone, and so are records that were not heard", quick=True)
async def nothing_committed(site: Site, ledger: Ledger) -> None:
    """The service's own database says where it was: it stops. One that never heard anything begins, and says where."""
    async with site.wire(partitions=1) as wire:
        relay = wire.start("relay")
        listener = wire.start("listen", **BRISK)
        await wire.tell(10)
        await wire.all_have_had_their_effect()
        await wire.everything_is_accounted_for()
        wire.kill(listener)
        await wire.tell(5)

        async def all_sent() -> bool:
            return await wire.on_topic() == 15

        await wire.until(all_sent, "15 records on the topic")
        await _forgotten_by_the_broker(wire, before=15)
        ledger.kills += 2
        wire.start("listen", **BRISK)

        async def halted() -> bool:
            return "records 10 to 14" in wire.said() and "are gone before" in wire.said()

        await wire.until(halted, "the listener says that records are gone", within=40)
        ledger.expect("it stops before anything new is told", len(await wire.effects()) == 10)
        wire.kill(relay)
        for process in wire.processes[1:]:
            if process.poll() is None:
                wire.kill(process)
        ledger.figures["records that were gone, and said to be"] = 5
        ledger.figures["silent gaps"] = 0
    async with site.wire(partitions=1) as fresh:
        fresh.start("relay")
        await fresh.tell(5)

        async def sent() -> bool:
            return await fresh.on_topic() == 5

        await fresh.until(sent, "5 records on the topic")
        await _forgotten_by_the_broker(fresh, before=5)
        del fresh.told[:]
        fresh.fault_is_over()
        fresh.start("listen", **BRISK)
        await fresh.tell(6)
        await fresh.recovered(ledger)
        await fresh.account(ledger)
        said = "heard from its first record, 5 of" in fresh.said()
        ledger.expect("a new service on an old topic begins, and says where", said)


async def _forgotten_by_the_broker(wire: Wire, before: int) -> None:
    """The group is deleted, as its offsets run out after a week away, and every record up to there."""
    admin = AIOKafkaAdminClient(**wire.ground.kafka.client())
    await admin.start()
    await admin.delete_records({TopicPartition(wire.topic, 0): RecordsToDelete(before_offset=before)})
    await admin.close()
    own = AdminClient(wire.ground.kafka.librdkafka())

    async def deleted() -> bool:
        """The broker still counts the listener that was killed as a member for a while."""
        if not await asyncio.to_thread(_has_offsets, own, wire.group):
            return True
        (answer,) = (await asyncio.to_thread(own.delete_consumer_groups, [wire.group])).values()
        return await asyncio.to_thread(answer.exception) is None

    await wire.until(deleted, "the group is gone")


def _has_offsets(admin: AdminClient, group: str) -> bool:
    found = admin.list_consumer_groups().result()
    return any(one.group_id == group for one in found.valid)
