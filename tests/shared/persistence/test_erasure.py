"""Whoever erases and whoever writes at the same moment: one waits for the other, and nothing is left."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from typing import Any
from uuid import uuid4

import pytest

from shared.events import GoalSet, examples
from shared.persistence import erasure, inbox
from shared.persistence.database import Database, Transaction, connected
from shared.persistence.erasure import DataInventory, DataSubject
from shared.persistence.outbox import NothingChanged, recorder
from tests.doors import NOON
from tests.partial import partly

GOAL: GoalSet = examples.GOAL_SET
WHO = DataSubject(GOAL.participant_id, (), "only-for-tests")
KEEPS = DataInventory({"effect": "participant_id = :participant_id"})
record = recorder({GoalSet: partly(GoalSet, "INSERT INTO effect (participant_id) VALUES (:participant_id)")})


@pytest.fixture
async def db(fresh_database: Any) -> AsyncIterator[Database]:
    async with connected(await fresh_database("practice")) as found:
        async with found.transaction() as tx:
            await tx.execute("CREATE TABLE effect (participant_id uuid)")
        yield found


async def left(db: Database) -> int:
    async with db.transaction() as tx:
        return int(await tx.fetchval("SELECT count(*) FROM effect"))


async def erase(db: Database) -> None:
    async with db.transaction() as tx:
        await erasure.forget(tx, WHO, KEEPS, NOON)


async def tell(db: Database) -> None:
    async with db.transaction() as tx:
        await record(tx, GOAL)


async def hear(tx: Transaction) -> str:
    heard = await inbox.heard(tx, uuid4(), WHO.participant_id)
    if heard == "first":
        await tx.execute("INSERT INTO effect VALUES ($1)", WHO.participant_id)
    return heard


async def waits(work: Coroutine[Any, Any, Any], db: Database) -> "asyncio.Task[Any]":
    """Something that has begun and now waits for a lock in the database."""
    begun = asyncio.create_task(work)
    async with asyncio.timeout(10), db.transaction() as tx:
        while not await tx.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            assert not begun.done(), "it did not wait"
    return begun


async def test_what_a_door_has_written_before_goes_with_the_rest(db: Database) -> None:
    async with db.transaction() as tx:
        await record(tx, GOAL)
        begun = await waits(erase(db), db)
    await begun
    assert await left(db) == 0


async def test_a_door_that_comes_too_late_leaves_nothing_and_tells_nothing(db: Database) -> None:
    async with db.transaction() as tx:
        await erasure.forget(tx, WHO, KEEPS, NOON)
        begun = await waits(tell(db), db)
    with pytest.raises(NothingChanged):
        await begun
    assert await left(db) == 0
    async with db.transaction() as tx:
        assert await tx.fetchval("SELECT count(*) FROM outbox") == 0


async def test_whoever_is_hearing_about_them_is_waited_for(db: Database) -> None:
    async with db.transaction() as tx:
        assert await hear(tx) == "first"
        begun = await waits(erase(db), db)
    await begun
    assert await left(db) == 0


async def test_what_is_heard_while_they_are_erased_waits_and_has_no_effect(db: Database) -> None:
    async def hears() -> str:
        async with db.transaction() as tx:
            return await hear(tx)

    async with db.transaction() as tx:
        await erasure.forget(tx, WHO, KEEPS, NOON)
        begun = await waits(hears(), db)
    assert await begun == "erased"
    assert await left(db) == 0


async def test_others_are_heard_meanwhile(db: Database) -> None:
    async with db.transaction() as tx:
        await erasure.forget(tx, WHO, KEEPS, NOON)
        async with db.transaction() as other:
            assert await inbox.heard(other, uuid4(), uuid4()) == "first"
            assert await inbox.heard(other, uuid4(), None) == "first"


async def test_erasing_twice_is_erasing_once(db: Database) -> None:
    await tell(db)
    await erase(db)
    await erase(db)
    assert await left(db) == 0
    async with db.transaction() as tx:
        assert await tx.fetchval("SELECT count(*) FROM erased") == 1
        assert await tx.fetchval("SELECT sequence FROM subject") == 1, "so that no number is told twice"
