"""On real Kafka and real PostgreSQL, with processes killed: nothing lost, nothing counted twice, order kept."""

import asyncio
from uuid import uuid4

import pytest

from shared.database import connected
from shared.events import GoalSet, examples
from tests.faults.conftest import Wire


async def dead(process) -> None:
    await asyncio.to_thread(process.wait, 60)


@pytest.mark.parametrize("failpoint", ["relay.after_send_before_delete:2", "relay.after_delete:2"])
async def test_a_relay_killed_around_its_bookkeeping_loses_and_doubles_nothing(wire: Wire, failpoint: str) -> None:
    wire.start("listen")
    relay = wire.start("relay", failpoint)
    async with connected(wire.teller_url) as db:
        while relay.poll() is None:
            await wire.tell(db, 6)
            await asyncio.sleep(0.1)
        await wire.tell(db, 30)
    wire.start("relay")
    await wire.nothing_lost_doubled_or_out_of_order()
    if failpoint.startswith("relay.after_send"):
        assert await wire.on_topic() > wire.told, "the kill should have made the relay send something twice"


@pytest.mark.parametrize("failpoint", ["consumer.after_inbox:5", "consumer.after_effect_before_offset:5"])
async def test_a_consumer_killed_between_effect_and_offset_counts_each_event_once(wire: Wire, failpoint: str) -> None:
    wire.start("relay")
    listener = wire.start("listen", failpoint)
    async with connected(wire.teller_url) as db:
        await wire.tell(db, 36)
    await dead(listener)
    wire.start("listen")
    await wire.nothing_lost_doubled_or_out_of_order()


async def test_two_relays_at_once_keep_the_order(wire: Wire) -> None:
    wire.start("relay")
    wire.start("relay")
    wire.start("listen")
    async with connected(wire.teller_url) as db:
        await wire.tell(db, 120)
    await wire.nothing_lost_doubled_or_out_of_order()
    assert await wire.on_topic() == wire.told


async def test_postgres_killed_in_the_middle_loses_nothing_that_was_acknowledged(wire: Wire) -> None:
    wire.start("relay")
    wire.start("listen")
    async with connected(wire.teller_url) as db:
        await wire.tell(db, 30)
        await wire.work_has_begun()
    await asyncio.to_thread(wire.stack.kill_postgres)
    await asyncio.to_thread(wire.stack.start_postgres)
    async with connected(wire.teller_url) as db:
        await wire.tell(db, 30)
    await wire.nothing_lost_doubled_or_out_of_order()


async def test_kafka_killed_in_the_middle_loses_nothing_that_was_acknowledged(wire: Wire) -> None:
    wire.start("relay")
    wire.start("listen")
    async with connected(wire.teller_url) as db:
        await wire.tell(db, 30)
        await wire.work_has_begun()
        await asyncio.to_thread(wire.stack.kill_kafka)
        await wire.tell(db, 30)
        await asyncio.to_thread(wire.stack.start_kafka)
        await wire.tell(db, 30)
    await wire.nothing_lost_doubled_or_out_of_order()


async def test_poison_is_parked_and_its_neighbours_go_on(wire: Wire) -> None:
    goal = examples.GOAL_SET.model_copy(update={"participant_id": wire.people[0], "importance": 1, "confidence": 1})
    key, kind = str(goal.participant_id).encode(), GoalSet.type_name().encode()

    def headers(**changes: bytes) -> list[tuple[str, bytes]]:
        told = {
            "ce_specversion": b"1.0",
            "ce_id": str(uuid4()).encode(),
            "ce_type": kind,
            "ce_source": f"/lc/{wire.local}/journey".encode(),
            "content-type": b"application/json",
        } | changes
        return list(told.items())

    next_goal = goal.model_copy(update={"goal_id": uuid4(), "confidence": 2})
    poison = [
        (key, b"{not json", headers()),
        (key, None, headers()),
        (key, b"", headers()),
        (key, goal.body(), headers(ce_source=b"\xff\xfe")),
        (key, goal.body(), headers(ce_source=b"/lc/frankston/journey")),
        (None, goal.body(), headers()),
        (key, goal.body(), headers(ce_id=b"none")),
        (key, goal.body(), headers(ce_type=b"au.localconnections.GoalSet.v9")),
        (key, b"anything", []),
        (key, b"\x00" * 100_000, headers()),
    ]
    passing = [(None, b"", headers(ce_type=b"au.localconnections.NotYetInvented.v1"))]
    await wire.produce((key, goal.body(), headers()), *poison, *passing, (key, next_goal.body(), headers()))
    wire.told = 2
    wire.start("listen")
    await wire.nothing_lost_doubled_or_out_of_order()
    async with connected(wire.hearer_url) as db, db.transaction() as tx:
        rows = await tx.fetch("SELECT * FROM parked ORDER BY kafka_offset")
    assert [row["kafka_offset"] for row in rows] == list(range(1, len(poison) + 1))
    assert rows[-1]["body"] == b"\x00" * 100_000, "parked byte for byte"


async def test_a_listener_that_would_park_everything_stops_and_says_so(wire: Wire) -> None:
    headers = [("ce_type", GoalSet.type_name().encode())]
    await wire.produce(*[(b"k", b"{}", headers)] * 25)
    wire.start("listen")

    async def parked() -> bool:
        async with connected(wire.hearer_url) as db, db.transaction() as tx:
            return bool(await tx.fetchval("SELECT count(*) FROM parked") == 20)

    await wire.until(parked, "20 records parked")
    await asyncio.sleep(1)
    assert await parked()
