"""What could not be handled is kept as it lies on the log now, also where the log was made anew."""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from shared.kernel.refusal import Refused
from shared.messaging import dead_letters
from shared.messaging.dead_letters import Aside, DeadLetter
from shared.messaging.envelope import KafkaRecord
from shared.persistence.database import Database, connected
from tests.doors import NOON

OLD = KafkaRecord("lc.brimbank.journey", 0, 3, b"somebody", b"of the old log", ())
NEW = KafkaRecord("lc.brimbank.journey", 0, 3, b"somebody", b"of the new log", (("ce_id", b"another"),))
SET_ASIDE = Aside("Thuy", "never readable", NOON)


@pytest.fixture
async def db(fresh_database: Callable[[str], Awaitable[str]]) -> AsyncIterator[Database]:
    async with connected(await fresh_database("practice")) as db:
        yield db


async def waiting(db: Database) -> list[DeadLetter]:
    async with db.transaction() as tx:
        return await dead_letters.waiting(tx)


async def test_what_is_parked_again_is_kept_once_and_counts_one_attempt_more(db: Database) -> None:
    await dead_letters.park(db, OLD, "cannot be read")
    await dead_letters.park(db, OLD, "still cannot be read")
    (one,) = await waiting(db)
    assert (one.raw, one.reason, one.attempts) == (OLD, "still cannot be read", 2)


async def test_the_record_of_a_log_that_was_made_anew_takes_the_old_ones_place(db: Database) -> None:
    await dead_letters.park(db, OLD, "cannot be read")
    await dead_letters.park(db, OLD, "cannot be read")
    await dead_letters.park(db, NEW, "cannot be read")
    (one,) = await waiting(db)
    assert (one.raw, one.attempts) == (NEW, 1)


@pytest.mark.parametrize(
    "note",
    [Aside(" ", "never readable", NOON), Aside("Thuy", " x ", NOON), Aside("T" * 201, "never readable", NOON),
     Aside("Thuy", "x" * 301, NOON)],
)  # fmt: skip
async def test_nothing_is_set_aside_without_a_reason_and_a_name(db: Database, note: Aside) -> None:
    await dead_letters.park(db, OLD, "cannot be read")
    with pytest.raises(Refused, match="Say "):
        async with db.transaction() as tx:
            await dead_letters.set_aside(tx, OLD, note)
    assert len(await waiting(db)) == 1


@pytest.mark.parametrize(
    "other",
    [
        KafkaRecord(OLD.topic, 0, 3, b"somebody else", OLD.value, OLD.headers),
        KafkaRecord(OLD.topic, 0, 3, None, OLD.value, OLD.headers),
        KafkaRecord(OLD.topic, 0, 3, OLD.key, None, OLD.headers),
        KafkaRecord(OLD.topic, 0, 3, OLD.key, OLD.value, (("ce_id", b"another"),)),
    ],
)
async def test_another_key_body_or_header_makes_it_another_record(db: Database, other: KafkaRecord) -> None:
    await dead_letters.park(db, OLD, "cannot be read")
    await dead_letters.park(db, other, "cannot be read")
    (one,) = await waiting(db)
    assert (one.raw, one.attempts) == (other, 1)


async def test_what_was_replayed_on_the_old_log_is_not_replayed_on_the_new_one(db: Database) -> None:
    await dead_letters.park(db, OLD, "cannot be read")
    async with db.transaction() as tx:
        await dead_letters.settled(tx, OLD)
    await dead_letters.park(db, NEW, "cannot be read")
    assert [one.raw for one in await waiting(db)] == [NEW]


async def test_what_was_set_aside_on_the_old_log_sets_nothing_of_the_new_one_aside(db: Database) -> None:
    await dead_letters.park(db, OLD, "cannot be read")
    async with db.transaction() as tx:
        await dead_letters.set_aside(tx, OLD, SET_ASIDE)
    await dead_letters.park(db, NEW, "cannot be read")
    assert [one.raw for one in await waiting(db)] == [NEW]


async def test_what_was_set_aside_stays_so_when_it_comes_again(db: Database) -> None:
    await dead_letters.park(db, OLD, "cannot be read")
    async with db.transaction() as tx:
        await dead_letters.set_aside(tx, OLD, SET_ASIDE)
    await dead_letters.park(db, OLD, "cannot be read")
    assert await waiting(db) == []
