"""Released facts as a Local tells them: many people, twenty facts each, the same mix from the first to the last."""

import asyncio
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from aiokafka import AIOKafkaProducer

from shared.config.kafka import KafkaAccess
from shared.events.evaluation import (
    STEPS,
    AttendanceReleased,
    MeasureReleased,
    ParticipationReleased,
    ParticipationWithdrawn,
    Released,
    StepReleased,
)
from shared.messaging.batch_producer import headers

MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
EACH = 20
"""Facts about one person: one participation, six steps, three measures, ten attendances."""
COHORT = 500
"""So many people's facts lie mingled in the log: order holds within a person only."""
WITHDRAW = 200
"""One in so many withdraws at the end instead of a last attendance."""


def told_of(who: str, number: int, local: str, withdraws: bool) -> Released:
    """The nth fact about somebody."""
    start: dict[str, Any] = {"occurred_at": MONDAY, "pseudonym": who}
    if number == 0:
        return ParticipationReleased(**start, local=local, consented_week="2026-W10", age_band="65+", source="gp")
    if number < 7:
        return StepReleased(**start, step=STEPS[number - 1], day=number)
    if number < 10:
        week = ("baseline", "week_12", "week_26")[number - 7]
        return MeasureReleased(
            **start, measure_id=uuid4(), instrument="ucla-3", day=84 * (number - 7), occasion=week, score=8.0
        )  # fmt: skip
    if number == EACH - 1 and withdraws:
        return ParticipationWithdrawn(**start)
    return AttendanceReleased(**start, attendance_id=uuid4(), day=7 * number)


def story(size: int, local: str) -> Iterator[tuple[Released, int]]:
    """`size` facts with the teller's count about that person, cohort by cohort."""
    left = size
    while left > 0:
        people = [secrets.token_hex(13) for _ in range(min(COHORT, -(-left // EACH)))]
        for number in range(EACH):
            for place, who in enumerate(people):
                if left > 0:
                    yield told_of(who, number, local, place % WITHDRAW == 0), number + 1
                    left -= 1


def wire(fact: Released, count: int, local: str) -> tuple[bytes, bytes, list[tuple[str, bytes]]]:
    """Key, body and headers, exactly as the relay sends them."""
    body = fact.body()
    row: Any = {
        "event_id": uuid4(), "type": fact.type_name(), "key": fact.subject, "sequence": count,
        "occurred_at": fact.occurred_at, "causation": None, "body": body,
        "traceparent": f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01",
    }  # fmt: skip
    return fact.subject.encode(), body, headers(row, local, "evaluation")


async def fill(access: KafkaAccess, topic: str, local: str, size: int, partitions: int = 4) -> None:
    """Put `size` facts on a topic, each person's on one partition."""
    producer = AIOKafkaProducer(**access.client(), acks="all", max_batch_size=1_000_000)
    await producer.start()
    try:
        full: set[asyncio.Future[Any]] = set()
        made = [producer.create_batch() for _ in range(partitions)]
        for fact, count in story(size, local):
            key, body, head = wire(fact, count, local)
            part = UUID(bytes=key[:16]).int % partitions
            if made[part].append(key=key, value=body, timestamp=None, headers=head) is None:
                full.add(await producer.send_batch(made[part], topic, partition=part))
                made[part] = producer.create_batch()
                made[part].append(key=key, value=body, timestamp=None, headers=head)
            if len(full) > 8:
                _, full = await asyncio.wait(full, return_when=asyncio.FIRST_COMPLETED)
        for part, batch in enumerate(made):
            if batch.record_count():
                full.add(await producer.send_batch(batch, topic, partition=part))
        if full:
            await asyncio.gather(*full)
    finally:
        await producer.stop()
