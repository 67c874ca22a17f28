"""What a service learns from its own log when its database was put back, and what has to wait until it has.

Most of what was forgotten only people can enter again: the log holds ids and codes. But what a service has done to the
world outside, a message that left, must not be done again; its own fact says enough for that.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError
from pydantic import ValidationError

from shared.config.kafka import KafkaAccess
from shared.events import BY_TYPE, Event
from shared.persistence import how_far
from shared.persistence.database import TRANSIENT_ERRORS, Database, Transaction
from shared.persistence.progress import Place

Remembers = Mapping[type[Event], Callable[[Transaction, Any], Awaitable[None]]]
"""What is done with a fact of one's own that one has forgotten. It may be done twice."""
ASK_EVERY = 0.5  # seconds
log = structlog.get_logger()


async def remember(tx: Transaction, remembers: Remembers, kind: str, body: bytes | None) -> None:
    """Do what there is to do with one forgotten fact; nothing about somebody who was erased."""
    event = BY_TYPE.get(kind)
    if event is None or event not in remembers or not body:
        return
    try:
        told = event.model_validate_json(body)
    except ValidationError:
        return  # it is named all the same
    if not await tx.fetchval(ERASED, getattr(told, "participant_id", None)):
        await remembers[event](tx, told)


ERASED = "SELECT EXISTS (SELECT FROM erased WHERE participant_id = $1)"


async def caught_up(db: Database, kafka: KafkaAccess, heard: list[str], own: list[str]) -> None:
    """Wait until the database knows all that stood on these topics when this was asked."""
    ends: dict[Place, int] | None = None
    while True:
        try:
            ends = ends or await _ends(kafka, [*heard, *own])
            async with db.snapshot() as tx:
                known = {(row[0], row[1]): row[2] for row in await tx.fetch(KNOWN)}
            if all(known.get(place, 0) >= end for place, end in ends.items()):
                return
        except (KafkaError, *TRANSIENT_ERRORS) as trouble:
            log.warning("waiting out trouble", error=type(trouble).__name__)
        await asyncio.sleep(ASK_EVERY)


KNOWN = """
SELECT topic, kafka_partition, next_offset FROM heard_up_to
UNION ALL SELECT topic, kafka_partition, next_offset FROM told_up_to"""


async def _ends(kafka: KafkaAccess, names: list[str]) -> dict[Place, int]:
    consumer = AIOKafkaConsumer(**kafka.client(), group_id=None, enable_auto_commit=False)
    try:
        await consumer.start()
        places = await how_far.places_of(consumer, names)
        found = await consumer.end_offsets(places) if places else {}
    finally:
        await consumer.stop()
    return {(place.topic, place.partition): end for place, end in found.items()}
