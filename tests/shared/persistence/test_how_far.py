"""Where listening begins: by the service's own database, by the group, by what the broker still has."""

import secrets
from uuid import uuid4

import pytest
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from shared.config.kafka import KafkaAccess
from shared.messaging import dead_letters
from shared.messaging.envelope import KafkaRecord
from shared.persistence import how_far, inbox, log_order
from shared.persistence.database import connected
from shared.persistence.how_far import HowFar, LogState, Overtaken, RecordsGone, Stretch, where_to_begin, why_there

LOG = "lc.brimbank.journey"


def known(
    here: int | None, group: int | None, begins: int = 0, ends: int = 100, marked: bool = True, another: bool = False
) -> LogState:
    return LogState(here, group, marked and group is not None, begins, ends, another)


@pytest.mark.parametrize(
    ("one", "begins_at"),
    [
        (known(None, None), 0),
        (known(40, 40), 40),
        (known(40, 38), 38),
        (known(30, 57), 30),
        (known(57, None), 0),
        (known(None, 57, marked=False), 57),
        (known(None, 57), 0),
        (known(0, 57), 0),
        (known(40, 40, ends=12), 0),
        (known(40, 12, ends=60), 12),
        (known(40, 20, begins=25), 25),
        (known(None, None, begins=191, ends=191), 191),
        (known(40, 40, another=True), 0),
        (known(40, None, another=True), 0),
    ],
    ids=[
        "a service that never heard anything",
        "one that stood still",
        "one that died before it told the group",
        "one whose database was put back",
        "one whose group was forgotten, or whose topic was made anew",
        "a database of before offsets were kept in it takes the group's",
        "a backup of before offsets were kept does not",
        "a backup of before the first record",
        "a log that was made anew is shorter",
        "a broker that was put back has gone on since",
        "what was deleted had been heard",
        "a new service on an old log",
        "a topic that was made again and has outgrown what was heard",
        "one whose group was forgotten, too",
    ],
)
def test_whichever_remembers_less_is_believed(one: LogState, begins_at: int) -> None:
    assert where_to_begin(one) == begins_at


@pytest.mark.parametrize(
    "one",
    [
        known(190, None, begins=191),
        known(30, 57, begins=40),
        known(None, 10, begins=15, marked=False),
        known(0, 0, 3),
        known(40, 40, begins=2, another=True),
    ],
)
def test_what_was_deleted_before_it_was_heard_is_not_passed_over(one: LogState) -> None:
    with pytest.raises(RecordsGone, match=f"records {one.memory} to {one.begins - 1}"):
        where_to_begin(one)


def test_why_it_begins_there_is_said_unless_it_only_goes_on() -> None:
    assert why_there(known(40, 40)) is None
    assert why_there(known(40, 38)) is None
    assert "first record" in str(why_there(known(None, None, begins=191, ends=191)))
    assert "older than the log" in str(why_there(known(30, 57)))
    assert "shorter" in str(why_there(known(40, 40, ends=12)))
    assert "offsets are gone" in str(why_there(known(57, None)))
    assert "made again" in str(why_there(known(40, 40, another=True)))


@pytest.fixture
async def db(fresh_database):
    async with connected(await fresh_database("practice")) as db:
        yield db


async def test_an_effect_and_how_far_it_reaches_are_kept_together_or_not_at_all(db) -> None:
    async with db.transaction() as tx:
        await how_far.put(tx, {TopicPartition(LOG, 1): 7})

    async def heard_and_then_refused() -> None:
        async with db.transaction() as tx:
            assert await inbox.heard(tx, uuid4(), None, Stretch(LOG, 1, 7, 8)) == "first"
            raise ValueError("a fault")

    with pytest.raises(ValueError, match="a fault"):
        await heard_and_then_refused()
    async with db.transaction() as tx:
        assert await how_far.heard_up_to(tx) == {(LOG, 1): 7}
        once = uuid4()
        assert await inbox.heard(tx, once, None, Stretch(LOG, 1, 7, 8)) == "first"
        assert await inbox.heard(tx, once, None, Stretch(LOG, 1, 8, 10)) == "again"
        assert await how_far.heard_up_to(tx) == {(LOG, 1): 10}


async def test_whoever_was_overtaken_keeps_nothing(db) -> None:
    async with db.transaction() as tx:
        await how_far.put(tx, {TopicPartition(LOG, 1): 7})
    raw = KafkaRecord(LOG, 1, 30, b"k", b"{", ())
    with pytest.raises(Overtaken):
        async with db.transaction() as tx:
            await inbox.heard(tx, uuid4(), None, Stretch(LOG, 1, 30, 31))
    with pytest.raises(Overtaken):
        await dead_letters.park(db, raw, "not JSON", Stretch(LOG, 1, 30, 31))
    async with db.transaction() as tx:
        assert await tx.fetchval("SELECT (SELECT count(*) FROM inbox) + (SELECT count(*) FROM parked)") == 0
        assert await how_far.heard_up_to(tx) == {(LOG, 1): 7}


async def test_a_log_that_is_shorter_than_what_was_heard_counts_as_another_once(db, kafka: KafkaAccess) -> None:
    place = TopicPartition(f"lc.t-{secrets.token_hex(4)}.journey", 0)
    admin = AIOKafkaAdminClient(**kafka.client())
    await admin.start()
    await admin.create_topics([NewTopic(place.topic, 1, 1)])
    async with AIOKafkaConsumer(**kafka.client(), group_id=place.topic, enable_auto_commit=False) as consumer:
        consumer.assign([place])
        listens = HowFar(db)
        await listens.begin(consumer, [place])
        assert listens.anew == {place: 0}
        async with db.transaction() as tx:
            await how_far.put(tx, {place: 5000})
        for _ in range(2):
            await listens.begin(consumer, [place])
            assert (listens.next, listens.anew) == ({place: 0}, {place: 1})
    await admin.delete_topics([place.topic])
    await admin.close()


async def test_whoever_goes_on_without_what_is_gone_knows_the_topic_that_was_made_again(db) -> None:
    place, new = TopicPartition(LOG, 1), known(40, 40, begins=2, another=True)
    async with db.transaction() as tx:
        await how_far.put(tx, {place: 40})
        await how_far.keep_ids(tx, [place], {LOG: "the old one"})
        await how_far.go_on(tx, {place: new}, {LOG: "the new one"})
        (row,) = await tx.fetch("SELECT next_offset, anew, topic_id FROM heard_up_to")
    assert tuple(row) == (2, 1, "the new one")


async def test_a_parked_record_remembers_which_log_it_lies_on(db) -> None:
    raw = KafkaRecord(LOG, 1, 8, b"k", b"{", (), anew=2)
    await dead_letters.park(db, raw, "not JSON")
    async with db.transaction() as tx:
        found = await dead_letters.find(tx, LOG, 1, 8)
    assert found is not None
    assert found.raw == raw
    assert log_order.place(5000, 1) < log_order.place(raw.offset, raw.anew) < log_order.NOTHING_LIES_AFTER
