"""What takes a card away is a tombstone to every client of Kafka, ours or not."""

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from confluent_kafka import Consumer, Message

from services.referral.recording import record
from shared.events import examples
from shared.kernel.topics import CARD, topic
from shared.messaging.relay import Relay
from shared.persistence.database import connected
from shared.persistence.progress import OffsetTracker
from tests.faults.ground import Ground

REFERRAL = Path(__file__).parents[2] / "services" / "referral" / "migrations"
CARD_OF = examples.PARTICIPANT_CARD_UPDATED
AWAY = examples.PARTICIPANT_CARD_TAKEN_AWAY.model_copy(update={"participant_id": CARD_OF.participant_id})


@pytest.fixture
async def told(ground: Ground) -> AsyncIterator[list[Message]]:
    """A card, and that it is gone, as another library reads them."""
    local, url = f"t{secrets.token_hex(3)}", await ground.make_database(REFERRAL)
    await ground.make_topic(topic(local, CARD), 1, **{"cleanup.policy": "compact"})
    async with connected(url) as db, db.transaction() as tx:
        await record(tx, CARD_OF)
        await record(tx, AWAY)
    relay = Relay(database_url=url, kafka=ground.kafka, local=local, service="referral", progress=OffsetTracker())
    sending = asyncio.create_task(relay.run())
    yield await asyncio.to_thread(_read, ground, topic(local, CARD))
    sending.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await sending
    await ground.drop_database(url)


def _read(ground: Ground, name: str) -> list[Message]:
    consumer = Consumer(
        {
            "bootstrap.servers": ground.kafka.bootstrap,
            "security.protocol": "SASL_PLAINTEXT",
            "sasl.mechanism": "SCRAM-SHA-512",
            "sasl.username": ground.kafka.user,
            "sasl.password": ground.kafka.password.get_secret_value(),
            "group.id": f"reads-{name}",
            "auto.offset.reset": "earliest",
        }
    )
    consumer.subscribe([name])
    found: list[Message] = []
    try:
        while len(found) < 2:
            found += [message for message in consumer.consume(2, 30) if not message.error()]
    finally:
        consumer.close()
    return found


async def test_it_has_the_persons_key_and_no_value(told: list[Message]) -> None:
    card, away = told
    assert card.key() == away.key() == CARD_OF.subject.encode()
    assert CARD_OF.name.encode() in (card.value() or b"")
    assert away.value() is None


async def test_it_says_in_its_headers_what_it_is(told: list[Message]) -> None:
    said = dict(told[1].headers() or ())
    assert said["ce_type"] == b"au.localconnections.ParticipantCardTakenAway.v1"
    assert (said["ce_specversion"], said["ce_subject"]) == (b"1.0", CARD_OF.subject.encode())
    assert said["ce_sequence"] == b"2"
    assert "content-type" not in said, "there is no data that could be of a kind"
