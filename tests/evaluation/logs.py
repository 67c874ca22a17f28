"""A Local's released facts as they lie in its log."""

from collections.abc import Iterable
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from aiokafka import ConsumerRecord

from services.evaluation.domain.release import monday
from services.evaluation.outcomes.consume import store
from services.evaluation.outcomes.consume.batch import Batch, Recent
from shared.events.evaluation import (
    AttendanceReleased,
    MeasureReleased,
    ParticipationReleased,
    ParticipationWithdrawn,
    Released,
    StepReleased,
)
from shared.persistence.database import Database

from .people import START

WEEK = monday(START.date())
PLACE = ("lc.brimbank.evaluation", 0)
TRACE = "00-" + "ab" * 16 + "-" + "cd" * 8 + "-01"
Telling = tuple[Released, int]


def name(who: str) -> str:
    """A pseudonym that a reader of a test can read."""
    return who.ljust(26, "a")


def took_part(who: str, told: int, local: str = "brimbank") -> Telling:
    return ParticipationReleased(
        occurred_at=WEEK, pseudonym=name(who), local=local, consented_week="2026-W10", age_band="65+", source="gp"
    ), told


def measured(number: int, who: str, score: float | None, told: int, day: int = 0) -> Telling:
    return MeasureReleased(
        occurred_at=WEEK, pseudonym=name(who), measure_id=UUID(int=number), instrument="ucla-3", day=day, score=score
    ), told


def stepped(who: str, step: Any, day: int, told: int) -> Telling:
    return StepReleased(occurred_at=WEEK, pseudonym=name(who), step=step, day=day), told


def attended(number: int, who: str, day: int, told: int) -> Telling:
    return AttendanceReleased(occurred_at=WEEK, pseudonym=name(who), attendance_id=UUID(int=number), day=day), told


def withdrew(who: str, told: int) -> Telling:
    return ParticipationWithdrawn(occurred_at=WEEK, pseudonym=name(who)), told


def headers(fact: Released, told: int, local: str = "brimbank") -> list[tuple[str, bytes]]:
    return [
        ("ce_specversion", b"1.0"),
        ("ce_id", str(uuid5(NAMESPACE_OID, f"{fact.type_name()} {fact.pseudonym} {told}")).encode()),
        ("ce_type", fact.type_name().encode()),
        ("ce_source", f"/lc/{local}/evaluation".encode()),
        ("ce_sequence", str(told).encode()),
        ("traceparent", TRACE.encode()),
        ("content-type", b"application/json"),
    ]


def raw(
    offset: int, key: bytes | None, value: bytes | None, head: Iterable[tuple[str, Any]], topic: str = PLACE[0]
) -> Any:
    return ConsumerRecord(
        topic=topic, partition=0, offset=offset, timestamp=0, timestamp_type=0, key=key, value=value,
        checksum=None, serialized_key_size=0, serialized_value_size=0, headers=tuple(head),
    )  # fmt: skip


def record(telling: Telling, offset: int, local: str = "brimbank", **changes: Any) -> Any:
    """One record; `changes` replaces its key, its value or single headers (`ce_type=None` leaves one out)."""
    fact, told = telling
    key, value = changes.pop("key", fact.pseudonym.encode()), changes.pop("value", fact.body())
    head = dict(headers(fact, told, local)) | changes
    kept = [(found, to) for found, to in head.items() if to is not None]
    return raw(offset, key, value, kept, f"lc.{local}.evaluation")


def log(tellings: Iterable[Telling], start: int = 0, local: str = "brimbank") -> list[Any]:
    return [record(telling, start + place, local) for place, telling in enumerate(tellings)]


async def take(db: Database, records: list[Any], start: int | None = None, recent: Recent | None = None) -> None:
    """One batch, from where its first record lies. `recent`: what came before it, if that is to be recognised."""
    topic = records[0].topic
    batch = Batch(topic.split(".")[1])
    batch.add((topic, 0), records[0].offset if start is None else start, records, recent or Recent())
    await store.write(db, batch)
