"""What a restored database has forgotten of its own facts is named, and no number of theirs is given again."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.events import GoalSet, examples
from shared.messaging import own_log
from shared.messaging.own_log import OwnRecord
from shared.persistence.database import Database, connected
from shared.persistence.outbox import recorder
from tests.partial import partly

RECORD = recorder({GoalSet: partly(GoalSet, "INSERT INTO goal_told VALUES (:goal_id)")})
SOMEBODY = uuid4()


@pytest.fixture
async def db(fresh_database):
    async with connected(await fresh_database("journey")) as db:
        async with db.transaction() as tx:
            await tx.execute("CREATE TABLE goal_told (id uuid)")
        yield db


async def tell(db: Database, times: int = 1) -> list[UUID]:
    """So many facts about one person; the ids under which they wait in the outbox."""
    for _ in range(times):
        goal = examples.GOAL_SET.model_copy(update={"goal_id": uuid4(), "participant_id": SOMEBODY})
        async with db.transaction() as tx:
            await RECORD(tx, goal)
    return [row["event_id"] for row in await outbox(db)][-times:]


async def outbox(db: Database) -> list[Any]:
    async with db.transaction() as tx:
        return list(await tx.fetch("SELECT * FROM outbox ORDER BY position"))


async def numbers(db: Database) -> list[int]:
    return [row["sequence"] for row in await outbox(db)]


async def all_sent(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.execute("DELETE FROM outbox")


def on_log(sequence: int, event_id: UUID | None = None) -> OwnRecord:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    kind = GoalSet.type_name()
    return OwnRecord(event_id or uuid4(), kind, "lc.brimbank.journey", 0, sequence, str(SOMEBODY), sequence, now)


async def settle(db: Database, *found: OwnRecord) -> list[OwnRecord]:
    async with db.transaction() as tx:
        return await own_log.settle(tx, found)


async def test_what_was_told_after_the_backup_is_named_and_its_numbers_are_not_given_again(db: Database) -> None:
    await tell(db, 8)
    await all_sent(db)
    later = [on_log(number) for number in (9, 10, 11)]
    assert await settle(db, *later) == later
    await tell(db, 2)
    assert await numbers(db) == [12, 13]
    async with db.transaction() as tx:
        named = await own_log.unsettled(tx)
        assert [row["sequence"] for row in named] == [9, 10, 11]
        assert await own_log.seen_to(tx) == 3
        assert await own_log.unsettled(tx) == []


async def test_what_the_doors_recorded_before_the_relay_looked_is_numbered_anew(db: Database) -> None:
    await tell(db, 8)
    await all_sent(db)
    await tell(db, 2)
    assert await numbers(db) == [9, 10]
    assert len(await settle(db, on_log(9), on_log(10), on_log(11))) == 3
    assert await numbers(db) == [12, 13]
    await tell(db)
    assert await numbers(db) == [12, 13, 14]


async def test_what_waits_though_the_log_has_it_is_not_told_again_and_not_named(db: Database) -> None:
    first, second, third = await tell(db, 3)
    assert await settle(db, on_log(1, first), on_log(2, second)) == []
    assert [row["event_id"] for row in await outbox(db)] == [third]
    assert await numbers(db) == [3]


async def test_a_backup_with_an_outbox_of_which_the_log_has_all_and_more(db: Database) -> None:
    await tell(db, 8)
    await all_sent(db)
    ninth, tenth = await tell(db, 2)
    await tell(db)  # after the restore, before the relay has looked
    assert [one.sequence for one in await settle(db, on_log(9, ninth), on_log(10, tenth), on_log(11))] == [11]
    assert await numbers(db) == [12]


async def test_what_comes_again_from_before_the_backup_is_known(db: Database) -> None:
    await tell(db, 8)
    await all_sent(db)
    assert await settle(db, *(on_log(number) for number in range(1, 9))) == []
    await tell(db)
    assert await numbers(db) == [9]


async def test_somebody_of_whom_the_backup_knows_nothing_begins_behind_what_was_told(db: Database) -> None:
    assert len(await settle(db, on_log(1), on_log(2))) == 2
    await tell(db)
    assert await numbers(db) == [3]


async def test_what_is_named_is_named_once(db: Database) -> None:
    told = on_log(1)
    assert await settle(db, told) == [told]
    assert await settle(db, told) == []
    async with db.transaction() as tx:
        assert len(await own_log.unsettled(tx)) == 1


async def test_what_went_ahead_on_another_topic_is_known_and_what_waits_keeps_its_number(db: Database) -> None:
    first, second, third = await tell(db, 3)
    async with db.transaction() as tx:
        await tx.execute("DELETE FROM outbox WHERE event_id <> $1", second)
    assert await settle(db, on_log(1, first), on_log(3, third)) == []
    assert await numbers(db) == [2]
    forgotten = on_log(2)
    assert await settle(db, forgotten) == [forgotten]
    assert await numbers(db) == [4]
