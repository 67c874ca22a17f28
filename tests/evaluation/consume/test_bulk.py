"""A rebuild's own client: it shows what aiokafka shows, says what is wrong, and leaves nothing behind."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from typing import Any

import psutil
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete

from deploy.kafka.admin import Admin
from deploy.kafka.rights import Right
from deploy.kafka.rules import AccessRule
from services.evaluation.outcomes.consume import bulk
from services.evaluation.outcomes.consume.bulk import Bulk, LogTrouble, Record, reading
from shared.config.kafka import KafkaAccess
from shared.persistence.progress import Place

PARTS = 2
ODD: list[dict[str, Any]] = [
    {"key": b"k", "value": b"v", "headers": [("ce_type", b"a"), ("ce_type", b"again"), ("empty", b"")]},
    {"key": None, "value": b"\xff\x00", "headers": [("none", None)]},
    {"key": b"", "value": None, "headers": []},
    {"key": "ünsinn".encode(), "value": b"", "headers": [("ünsinn", b"\x00")]},
]


class Topic:
    def __init__(self, access: KafkaAccess, admin: AIOKafkaAdminClient, name: str) -> None:
        self.access, self.admin, self.name = access, admin, name

    async def tell(self, *records: dict[str, Any], part: int = 0, **producer: Any) -> None:
        async with AIOKafkaProducer(**self.access.client(), **producer) as sender:
            for record in records:
                await sender.send(self.name, partition=part, **record)
            await sender.flush()

    async def by_aiokafka(self) -> list[Record]:
        consumer = AIOKafkaConsumer(**self.access.client(), auto_offset_reset="earliest", group_id=None)
        await consumer.start()
        try:
            consumer.assign([TopicPartition(self.name, part) for part in range(PARTS)])
            ends = await consumer.end_offsets(list(consumer.assignment()))
            found: list[Record] = []
            while len(found) < sum(ends.values()):
                for records in (await consumer.getmany(timeout_ms=200)).values():
                    found += [Record(one.topic, one.partition, one.offset, one.key, one.value, list(one.headers))
                              for one in records]  # fmt: skip
            return sorted(found, key=lambda one: (one.partition, one.offset))
        finally:
            await consumer.stop()


@pytest.fixture
async def topic(kafka: KafkaAccess) -> AsyncIterator[Topic]:
    admin = AIOKafkaAdminClient(**kafka.client())
    await admin.start()
    name = f"lc.bulk-{secrets.token_hex(4)}.evaluation"
    await admin.create_topics([NewTopic(name, PARTS, 1)])
    yield Topic(kafka, admin, name)
    await admin.delete_topics([name])
    await admin.close()


async def everything(log: Bulk, ends: dict[Place, int]) -> list[Record]:
    """Up to these ends, in order."""
    found: list[Record] = []
    log.begin(ends)
    async with asyncio.timeout(30):
        while not all([await log.position(TopicPartition(*place)) >= end for place, end in ends.items()]):
            for records in (await log.getmany(timeout_ms=50)).values():
                found += records
    return sorted(found, key=lambda one: (one.partition, one.offset))


async def test_every_record_is_what_aiokafka_says_it_is(topic: Topic) -> None:
    await topic.tell(*ODD)
    await topic.tell(*({"value": b"%d" % number} for number in range(1_000)), part=1)
    async with reading(topic.access, topic.name) as log:
        ends = await log.ends()
        assert ends == {(topic.name, 0): len(ODD), (topic.name, 1): 1_000}
        assert await everything(log, ends) == await topic.by_aiokafka()


async def test_one_partition_alone_is_read_where_only_that_one_is_wanted(topic: Topic) -> None:
    await topic.tell(*ODD, part=0)
    await topic.tell(*ODD, part=1)
    async with reading(topic.access, topic.name) as log:
        assert {one.partition for one in await everything(log, {(topic.name, 1): len(ODD)})} == {1}


async def test_what_a_transaction_took_back_is_not_shown_and_its_marks_hold_nothing_up(topic: Topic) -> None:
    sender = AIOKafkaProducer(**topic.access.client(), transactional_id=topic.name)
    await sender.start()
    try:
        async with sender.transaction():
            await sender.send(topic.name, b"counts", partition=0)
        await sender.begin_transaction()
        await sender.send_and_wait(topic.name, b"taken back", partition=0)
        await sender.abort_transaction()
    finally:
        await sender.stop()
    async with reading(topic.access, topic.name) as log:
        ends = await log.ends()
        assert ends[topic.name, 0] == 4  # two records and two marks
        assert [one.value for one in await everything(log, ends)] == [b"counts"]


async def test_a_topic_that_is_not_there_is_said_to_be_missing(topic: Topic) -> None:
    async with reading(topic.access, topic.name + "-not") as log:
        with pytest.raises(LogTrouble, match=f"{topic.name}-not cannot be read: there is no such topic."):
            await log.ends()


async def test_who_has_no_right_is_told_so_and_needs_none_on_a_group(topic: Topic) -> None:
    """The right to read the topic is enough, as it is for whoever belongs to no group."""
    access, user, password = topic.access, f"reader-{secrets.token_hex(3)}", secrets.token_hex(8)
    admin = Admin(access)
    right = Right(user, "READ", "TOPIC", topic.name)
    reader = KafkaAccess.model_validate({"bootstrap": access.bootstrap, "user": user, "password": password})
    await topic.tell(*ODD)
    await asyncio.to_thread(admin.make_users, {user: password})
    await asyncio.to_thread(admin.until, lambda found: user in found.users)
    async with reading(reader, topic.name) as log:
        with pytest.raises(LogTrouble, match="this user may not read it"):
            await log.ends()
    await asyncio.to_thread(admin.give, [right])
    await asyncio.to_thread(admin.until, lambda found: AccessRule.of(right) in found.rules)
    try:
        async with reading(reader, topic.name) as log:
            assert len(await everything(log, await log.ends())) == len(ODD)
    finally:
        await asyncio.to_thread(admin.take, [right])


async def test_a_wrong_password_is_said_to_be_wrong(topic: Topic, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "ANSWERS", 2.0)
    wrong = KafkaAccess.model_validate({"bootstrap": topic.access.bootstrap, "user": "nobody", "password": "x" * 12})
    async with reading(wrong, topic.name) as log:
        with pytest.raises(LogTrouble, match="does not know this user by this password"):
            await log.ends()


async def test_a_log_whose_beginning_is_gone_is_not_taken_for_a_whole_one(topic: Topic) -> None:
    await topic.tell(*ODD)
    await topic.admin.delete_records({TopicPartition(topic.name, 0): RecordsToDelete(before_offset=2)})
    async with reading(topic.access, topic.name) as log:
        with pytest.raises(LogTrouble, match="its first records are gone"):
            await everything(log, await log.ends())


async def test_a_log_that_stops_before_its_end_is_not_waited_for_for_ever(
    topic: Topic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "SILENCE", 0.3)
    await topic.tell(*ODD)
    async with reading(topic.access, topic.name) as log:
        with pytest.raises(LogTrouble, match="the broker is silent"):
            await everything(log, {(topic.name, 0): len(ODD) + 1})


async def test_a_broker_that_is_not_there_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "ANSWERS", 0.5)
    nowhere = KafkaAccess.model_validate({"bootstrap": "127.0.0.1:1", "user": "nobody", "password": "x" * 12})
    with pytest.raises(LogTrouble, match=r"lc\.nowhere\.evaluation cannot be read: "):
        async with reading(nowhere, "lc.nowhere.evaluation") as log:
            await log.ends()


async def test_no_thread_is_left_behind_even_by_one_who_is_interrupted(topic: Topic) -> None:
    await topic.tell(*ODD)
    this = psutil.Process()
    before = this.num_threads()
    async with reading(topic.access, topic.name) as log:
        reader = asyncio.create_task(everything(log, {(topic.name, 0): len(ODD) + 1}))
        await asyncio.sleep(0.5)
        assert this.num_threads() > before
        reader.cancel()
        await asyncio.gather(reader, return_exceptions=True)
    async with asyncio.timeout(5):
        while this.num_threads() > before:  # noqa: ASYNC110 - the system tells nobody of a thread's end
            await asyncio.sleep(0.02)
