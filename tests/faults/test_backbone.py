"""On real Kafka and real PostgreSQL, with processes killed: nothing lost, nothing counted twice, order kept."""

import asyncio
import subprocess

import pytest

from shared.events import GoalSet
from tests.faults.ledger import Ledger
from tests.faults.rows_processes import BRISK
from tests.faults.rows_records import passing, poisonous
from tests.faults.wire import Wire


async def dead(process: "subprocess.Popen[bytes]") -> None:
    await asyncio.to_thread(process.wait, 60)


async def nothing_lost_doubled_or_out_of_order(wire: Wire) -> Ledger:
    ledger = Ledger(0, "")
    await wire.account(ledger)
    assert not ledger.troubles
    return ledger


@pytest.mark.parametrize(
    "failpoint", ["relay.after_select:2", "relay.after_send_before_delete:2", "relay.after_delete:2"]
)
async def test_a_relay_killed_around_its_bookkeeping_loses_and_doubles_nothing(wire: Wire, failpoint: str) -> None:
    wire.start("listen")
    relay = wire.start("relay", failpoint)
    while relay.poll() is None:
        await wire.tell(6)
        await asyncio.sleep(0.1)
    left = await wire.sent_and_still_waiting()
    assert bool(left) == failpoint.startswith("relay.after_send"), "it was killed elsewhere than it should have been"
    await wire.tell(30)
    wire.start("relay")
    ledger = await nothing_lost_doubled_or_out_of_order(wire)
    assert ledger.on_topic == len(wire.told), "what the log has already is not sent again"


@pytest.mark.parametrize(
    "failpoint", ["consumer.after_fetch:5", "consumer.after_inbox:5", "consumer.after_effect_before_offset:5"]
)
async def test_a_consumer_killed_between_effect_and_offset_counts_each_event_once(wire: Wire, failpoint: str) -> None:
    wire.start("relay")
    listener = wire.start("listen", failpoint, **BRISK)
    await wire.tell(36)
    await dead(listener)
    wire.start("listen", **BRISK)
    await nothing_lost_doubled_or_out_of_order(wire)


async def test_two_relays_at_once_keep_the_order(wire: Wire) -> None:
    wire.start("relay")
    wire.start("relay")
    wire.start("listen")
    await wire.tell(120)
    await nothing_lost_doubled_or_out_of_order(wire)
    assert await wire.on_topic() == len(wire.told)


async def test_postgres_killed_in_the_middle_loses_nothing_that_was_acknowledged(wire: Wire) -> None:
    wire.start("relay")
    wire.start("listen")
    await wire.tell(30)
    await wire.work_has_begun()
    await asyncio.to_thread(wire.ground.stack.kill_postgres)
    await asyncio.to_thread(wire.ground.stack.start_postgres)
    await wire.tell(30)
    await nothing_lost_doubled_or_out_of_order(wire)


async def test_kafka_killed_in_the_middle_loses_nothing_that_was_acknowledged(wire: Wire) -> None:
    wire.start("relay")
    wire.start("listen")
    await wire.tell(30)
    await wire.work_has_begun()
    await asyncio.to_thread(wire.ground.stack.kill_kafka)
    await wire.tell(30)
    await asyncio.to_thread(wire.ground.stack.start_kafka)
    await wire.tell(30)
    await nothing_lost_doubled_or_out_of_order(wire)


async def test_poison_is_parked_and_its_neighbours_go_on(wire: Wire) -> None:
    poison = [record for _, record in poisonous(wire)]
    await wire.produce(wire.good(), *poison[:10], passing(wire), wire.good(), *poison[10:], wire.good())
    wire.start("listen")
    ledger = await nothing_lost_doubled_or_out_of_order(wire)
    assert (ledger.handled, ledger.parked) == (3, len(poison))
    rows = await wire.look("SELECT * FROM parked ORDER BY kafka_offset")
    assert [row["kafka_offset"] for row in rows] == [*range(1, 11), *range(13, 13 + len(poison) - 10)]
    assert rows[-1]["body"] == b"\x00" * 100_000, "parked byte for byte"


async def test_a_listener_that_would_park_everything_stops_and_says_so(wire: Wire) -> None:
    await wire.produce(*[(b"k", b"{}", [("ce_type", GoalSet.type_name().encode())])] * 25)
    wire.start("listen")

    async def parked() -> bool:
        return len(await wire.look("SELECT FROM parked")) == 20

    async def halted() -> bool:
        return "halted" in wire.said()

    await wire.until(parked, "20 records parked")
    await wire.until(halted, "the listener says that it has stopped")
    assert await parked()
