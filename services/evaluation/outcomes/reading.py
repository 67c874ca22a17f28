"""From a record's bytes to a released fact. Whatever is wrong with a record is said, and never what was in it."""

import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from shared import records
from shared.events.evaluation import (
    AttendanceReleased,
    MeasureReleased,
    ParticipationReleased,
    ParticipationWithdrawn,
    Released,
    StepReleased,
)
from shared.records import Raw, Unreadable

KINDS: tuple[type[Released], ...] = (
    MeasureReleased,
    AttendanceReleased,
    StepReleased,
    ParticipationReleased,
    ParticipationWithdrawn,
)
READERS: dict[bytes | None, Any] = {kind.type_name().encode(): kind.__pydantic_validator__ for kind in KINDS}
NAMES = {kind.__name__ for kind in KINDS}
FURTHEST = 40_000  # days from a consent: more is a mistake, and would not fit the tables
LARGEST = 1e6  # of a score
TRACE = re.compile(rb"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
WEEK = re.compile(r"\d{4}-W\d{2}")


Told = tuple[Released, int, str | None]
"""A fact, the teller's own count of facts about that pseudonym, and the trace it belongs to (32 hex digits)."""
Headers = Sequence[tuple[str, bytes | None]]


def read(record: Any, local: str) -> Told | None:
    """The fact in an aiokafka record of a Local's topic; None for an event nobody here knows. Or `Unreadable`."""
    kind, source, sequence, parent = _needed(record.headers)
    reader = READERS.get(kind)
    if reader is None or not record.value:
        _refuse_or_pass(Raw.of(record))
        return None
    if source != _source(local):
        raise Unreadable("ce_source is not of this Local's evaluation")
    if b"\\u0000" in record.value:
        raise Unreadable("a text with a NUL character")
    try:
        fact: Released = reader.validate_json(record.value)
    except ValidationError as wrong:
        raise Unreadable(_problems(wrong)) from None
    CHECKS[type(fact)](fact, local)
    if record.key != fact.pseudonym.encode():
        raise Unreadable("the key is not the pseudonym")
    if sequence is None or not sequence.isdigit() or len(sequence) > 18:
        raise Unreadable("ce_sequence is not a number")
    trace = TRACE.fullmatch(parent or b"")
    return fact, int(sequence), trace[1].decode() if trace else None


def _needed(heads: Headers) -> tuple[bytes | None, bytes | None, bytes | None, bytes | None]:
    """Type, source, sequence and traceparent: where our own relay puts them, else wherever they are."""
    if len(heads) > 8:
        (kind, type_), (origin, source), (count, sequence), (trace, parent) = heads[2], heads[3], heads[5], heads[8]
        if kind == "ce_type" and origin == "ce_source" and count == "ce_sequence" and trace == "traceparent":
            return type_, source, sequence, parent
    found = dict(heads)
    return found.get("ce_type"), found.get("ce_source"), found.get("ce_sequence"), found.get("traceparent")


@lru_cache
def _source(local: str) -> bytes:
    return f"/lc/{local}/evaluation".encode()


def _refuse_or_pass(raw: Raw) -> None:
    told = records.envelope(raw)
    if any(part in NAMES for part in told.type.split(".")):
        raise Unreadable("a version this program does not know: upgrade it, then rebuild")


def _problems(wrong: ValidationError) -> str:
    errors = wrong.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, error['loc'])) or 'body'}: {error['type']}" for error in errors)[:300]


def _sensible_participation(fact: ParticipationReleased, local: str) -> None:
    if fact.local != local:
        raise Unreadable("local: not the Local whose topic this is")
    if not WEEK.fullmatch(fact.consented_week):
        raise Unreadable("consented_week: not an ISO week")


def _sensible_day(fact: StepReleased | AttendanceReleased | MeasureReleased, _: str) -> None:
    if not -FURTHEST <= fact.day <= FURTHEST:
        raise Unreadable("day: too far from the consent")


def _sensible_measure(fact: MeasureReleased, local: str) -> None:
    _sensible_day(fact, local)
    if fact.score is not None and not abs(fact.score) <= LARGEST:
        raise Unreadable("score: not finite" if not math.isfinite(fact.score) else "score: too large")
    if not 0 < len(fact.instrument) <= 60:
        raise Unreadable("instrument: not a code")


CHECKS: dict[type[Released], Callable[[Any, str], None]] = {
    MeasureReleased: _sensible_measure,
    AttendanceReleased: _sensible_day,
    StepReleased: _sensible_day,
    ParticipationReleased: _sensible_participation,
    ParticipationWithdrawn: lambda fact, local: None,
}
"""What the types allow and the tables or the figures would not bear. By class: this is asked of every record."""
