"""After the database was put back: what has left does not leave again, and nothing leaves before all was heard."""

import asyncio
import secrets
from datetime import timedelta

import pytest
from aiokafka import AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from services.notifications.app import service
from services.notifications.consumers import REMEMBERS
from shared.events import Event, MessageSent, MessagesStopped
from shared.messaging.remembering import caught_up, remember
from shared.persistence import how_far
from shared.persistence.database import connected
from tests.doors import NOON, Doors

from .people import Somebody

LATER = NOON + timedelta(minutes=5)


async def forgotten(doors: Doors, told: Event) -> None:
    """The service finds on its log what it told after the backup."""
    async with doors.here.transaction() as tx:
        await remember(tx, REMEMBERS, told.type_name(), told.body())


async def ready(doors: Doors, who: Somebody) -> None:
    for event in (who.card(), who.opened(), who.agreed()):
        await doors.hear(event)


def sent(told: Event) -> MessageSent:
    assert isinstance(told, MessageSent)
    return told


@pytest.mark.parametrize("heard_before", [True, False], ids=["it waits in the backup", "it comes later"])
async def test_a_message_that_left_after_the_backup_does_not_leave_again(
    doors: Doors, texts, open_doors, sms_file, heard_before: bool
) -> None:
    who, due = Somebody(), None
    await ready(doors, who)
    due = who.due(NOON)
    await doors.hear(due)
    await doors.tick()
    left = sent((await doors.told())[-1])
    restored = await open_doors(service, sms_file=sms_file)
    await ready(restored, who)
    if heard_before:
        await restored.hear(due)
    await forgotten(restored, left)
    if not heard_before:
        await restored.hear(due)
    await restored.tick()
    assert len(texts()) == 1
    async with restored.here.db.snapshot() as tx:
        assert await tx.fetchval("SELECT state || ' ' || channel FROM message") == "sent sms"


async def test_whoever_answered_stop_after_the_backup_is_not_written_to(doors: Doors, texts) -> None:
    who = Somebody()
    await ready(doors, who)
    await doors.hear(who.due(NOON))
    await forgotten(doors, MessagesStopped(participant_id=who.id, occurred_at=LATER))
    await doors.tick()
    assert texts() == []


async def test_nothing_is_remembered_of_somebody_who_was_erased(doors: Doors) -> None:
    who = Somebody()
    async with doors.here.transaction() as tx:
        await tx.execute("INSERT INTO erased VALUES ($1, now())", who.id)
    await forgotten(doors, MessagesStopped(participant_id=who.id, occurred_at=LATER))
    assert await doors.count("contact") == 0


def test_time_waits_until_all_is_heard_where_messages_leave() -> None:
    assert service.hears_first


async def test_it_waits_until_the_database_knows_all_that_was_told_when_it_began(kafka, fresh_database) -> None:
    topic = f"lc.t-{secrets.token_hex(4)}.journey"
    admin = AIOKafkaAdminClient(**kafka.client())
    await admin.start()
    await admin.create_topics([NewTopic(topic, 1, 1)], timeout_ms=20_000)
    await admin.close()
    producer = AIOKafkaProducer(**kafka.client())
    await producer.start()
    for word in (b"one", b"two"):
        await producer.send_and_wait(topic, word, partition=0)
    await producer.stop()
    async with connected(await fresh_database("notifications")) as db:
        waiting = asyncio.create_task(caught_up(db, kafka, [topic], []))
        for heard in (0, 1):
            async with db.transaction() as tx:
                await how_far.put(tx, {TopicPartition(topic, 0): heard})
            done, _ = await asyncio.wait({waiting}, timeout=1.5)
            assert not done
        async with db.transaction() as tx:
            await how_far.put(tx, {TopicPartition(topic, 0): 2})
        async with asyncio.timeout(20):
            await waiting
