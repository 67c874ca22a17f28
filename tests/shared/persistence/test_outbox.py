"""A change and the telling of it are one statement."""

import asyncio
import json
from uuid import uuid4

import asyncpg
import pytest

from shared.events import GoalSet, GoalStepDropped, GroupListed, examples
from shared.kernel import trace
from shared.persistence import inbox
from shared.persistence.database import Database, connected
from shared.persistence.outbox import MOST_BYTES, EventTooLarge, NothingChanged, Partly, recorder
from tests.partial import partly

RECORD = recorder(
    {
        GoalSet: partly(
            GoalSet,
            "INSERT INTO goal (id, wording) VALUES (:goal_id, :wording)",
            "INSERT INTO diary (goal_id, importance) VALUES (:goal_id, :importance)",
        )
    }
)


@pytest.fixture
async def db(fresh_database):
    async with connected(await fresh_database("practice"), most=8) as found:
        async with found.transaction() as tx:
            await tx.execute("CREATE TABLE goal (id uuid PRIMARY KEY, wording text)")
            await tx.execute("CREATE TABLE diary (goal_id uuid, importance int)")
        yield found


async def rows(db: Database, sql: str):
    async with db.transaction() as tx:
        return await tx.fetch(sql)


def goal(**changes):
    return examples.GOAL_SET.model_copy(update={"goal_id": uuid4(), **changes})


async def test_every_part_of_a_change_and_its_event_are_written_together(db: Database) -> None:
    async with db.transaction() as tx:
        await RECORD(tx, goal(wording="swim again"))
    told = (await rows(db, "SELECT * FROM outbox"))[0]
    assert told["type"] == "au.localconnections.GoalSet.v1"
    assert "wording" not in json.loads(bytes(told["body"]))
    assert (await rows(db, "SELECT wording FROM goal"))[0]["wording"] == "swim again"
    assert (await rows(db, "SELECT importance FROM diary"))[0]["importance"] == 8


async def test_a_transaction_remembers_that_something_was_recorded_and_the_next_on_its_connection_does_not(
    fresh_database,
) -> None:
    async with connected(await fresh_database("practice"), most=1) as db:
        async with db.transaction() as tx:
            await tx.execute("CREATE TABLE goal (id uuid PRIMARY KEY, wording text)")
            await tx.execute("CREATE TABLE diary (goal_id uuid, importance int)")
            assert not tx.notes.recorded
            await RECORD(tx, goal())
            assert tx.notes.recorded
        async with db.transaction() as tx:
            assert not tx.notes.recorded


async def test_what_is_rolled_back_was_never_told(db: Database) -> None:
    async def fails() -> None:
        async with db.transaction() as tx:
            await RECORD(tx, goal())
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fails()
    assert await rows(db, "SELECT * FROM outbox") == []


async def test_an_event_without_a_change_is_not_told(db: Database) -> None:
    record = recorder({GoalSet: partly(GoalSet, "UPDATE goal SET wording = :wording WHERE id = :goal_id")})
    with pytest.raises(NothingChanged):
        async with db.transaction() as tx:
            await record(tx, goal())
    assert await rows(db, "SELECT * FROM subject") == []


def test_a_statement_can_name_only_what_the_event_has() -> None:
    with pytest.raises(TypeError, match="GoalSet has no colour"):
        recorder({GoalSet: partly(GoalSet, "UPDATE goal SET wording = :colour")})


def test_a_field_that_would_be_told_and_never_stored_is_refused_by_name() -> None:
    with pytest.raises(TypeError, match=r"GoalSet would be told and its .*wording.* never stored"):
        recorder({GoalSet: "UPDATE goal SET importance = :importance WHERE id = :goal_id"})


def test_a_field_is_left_out_on_purpose_only_where_nothing_stores_it() -> None:
    stored = partly(GoalSet, "UPDATE goal SET wording = :wording WHERE id = :goal_id")
    for wrong in ("wording", "colour"):
        with pytest.raises(TypeError, match=wrong):
            recorder({GoalSet: Partly(stored.change, {**stored.not_stored, wrong: "we thought so"})})


def test_an_event_that_two_parts_of_a_service_change_is_refused() -> None:
    one = {GoalSet: partly(GoalSet, "INSERT INTO goal (id) VALUES (:goal_id)")}
    with pytest.raises(TypeError, match="GoalSet is given to `recorder` twice"):
        recorder(one, {GoalStepDropped: partly(GoalStepDropped, "DELETE FROM goal")}, one)


async def test_an_event_that_no_part_of_a_service_knows_is_refused_by_name(db: Database) -> None:
    record = recorder({GoalStepDropped: partly(GoalStepDropped, "DELETE FROM goal")})
    with pytest.raises(TypeError, match="no statement for GoalSet"):
        async with db.transaction() as tx:
            await record(tx, goal())


async def test_a_body_that_would_block_the_relay_is_refused_when_it_is_written(db: Database) -> None:
    record = recorder({GroupListed: partly(GroupListed, "INSERT INTO diary (goal_id) VALUES (:group_id)")})
    with pytest.raises(EventTooLarge):
        async with db.transaction() as tx:
            await record(tx, examples.GROUP_LISTED.model_copy(update={"title": "x" * MOST_BYTES}))


async def test_writers_about_one_person_are_numbered_without_gaps_in_the_order_they_commit(db: Database) -> None:
    async def write() -> None:
        async with db.transaction() as tx:
            await RECORD(tx, goal())
            await asyncio.sleep(0)

    await asyncio.gather(*[write() for _ in range(24)])
    told = await rows(db, "SELECT sequence FROM outbox ORDER BY position")
    assert [row["sequence"] for row in told] == list(range(1, 25))


async def test_the_trace_and_the_cause_travel_with_the_event(db: Database) -> None:
    with trace.begin("00-" + "ab" * 16 + "-" + "cd" * 8 + "-01", causation_id="the-cause"):
        async with db.transaction() as tx:
            await RECORD(tx, goal())
    told = (await rows(db, "SELECT traceparent, causation FROM outbox"))[0]
    assert told["traceparent"].split("-")[1] == "ab" * 16
    assert told["causation"] == "the-cause"


async def test_a_command_sent_twice_at_once_is_carried_out_once(db: Database) -> None:
    command = uuid4()

    async def send() -> bool:
        async with db.transaction() as tx:
            first = await inbox.first_time(tx, command)
            if first:
                await RECORD(tx, goal())
            return first

    assert sorted(await asyncio.gather(*[send() for _ in range(5)])) == [False] * 4 + [True]
    assert len(await rows(db, "SELECT * FROM outbox")) == 1


async def test_a_command_whose_transaction_failed_may_be_sent_again(db: Database) -> None:
    command = uuid4()

    async def fails() -> None:
        async with db.transaction() as tx:
            await inbox.first_time(tx, command)
            same = goal()
            await RECORD(tx, same)
            await RECORD(tx, same)

    with pytest.raises(asyncpg.UniqueViolationError):
        await fails()
    async with db.transaction() as tx:
        assert await inbox.first_time(tx, command)
