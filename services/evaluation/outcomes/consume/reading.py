"""From a record's bytes to a released fact. Whatever is wrong with a record is said, and never what was in it.

Every service reads the same records with `shared/messaging/envelope.py`, as events; this one looks where the relay puts
each header and makes no event, for speed: `tests/evaluation/consume/test_two_readers.py` holds that both read alike.
"""

import math
import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, NotRequired

from pydantic import TypeAdapter, ValidationError
from typing_extensions import TypedDict

from shared.events.evaluation import (
    AttendanceReleased,
    AttendanceWithdrawn,
    MeasureReleased,
    MeasureWithdrawn,
    ParticipationReleased,
    ParticipationWithdrawn,
    Released,
    StepReleased,
    StepWithdrawn,
)
from shared.messaging import envelope
from shared.messaging.envelope import InvalidMessage, KafkaRecord

FURTHEST = 40_000  # days from a consent: more is a mistake, and would not fit the tables
LARGEST = 1e6  # of a score
TRACE = re.compile(rb"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
WEEK = re.compile(r"\d{4}-W\d{2}")


Said = dict[str, Any]
"""A fact's fields by name, validated; an optional one that was not said is missing."""
Told = tuple[type[Released], Said, int, str | None]
"""A fact's kind and fields, the teller's own count of facts about that pseudonym, and the trace it belongs to (32 hex
digits)."""
Headers = Sequence[tuple[str, bytes | None]]


def read(record: Any, local: str) -> Told | None:
    """The released fact in a record of a Local's topic; None for an event nobody here knows.

    Raises InvalidMessage, whose words never repeat what was in the record.
    """
    type_, source, sequence, parent = _needed(record.headers)
    reader, body = READERS.get(type_ or b""), record.value
    if reader is None or not body:
        _refuse_or_pass(KafkaRecord.of(record), local)
        return None
    if source != _source(local):
        raise InvalidMessage("ce_source is not of this Local's evaluation")
    if b"\\u0000" in body:
        raise InvalidMessage("a text with a NUL character")
    try:
        said = reader.validate(body)
    except ValidationError as wrong:
        raise InvalidMessage(_problems(wrong)) from None
    reader.check(said, local)
    if record.key != said["pseudonym"].encode():
        raise InvalidMessage("the key is not the pseudonym")
    if sequence is None or not sequence.isdigit() or len(sequence) > 18:
        raise InvalidMessage("ce_sequence is not a number")
    trace = TRACE.fullmatch(parent or b"")
    return reader.kind, said, int(sequence), trace[1].decode() if trace else None


def _needed(heads: Headers) -> tuple[bytes | None, bytes | None, bytes | None, bytes | None]:
    """Type, source, sequence and traceparent: where our own relay puts them, else wherever they are."""
    if len(heads) > 8:
        (kind, type_), (origin, source), (count, sequence), (trace, parent) = heads[2], heads[3], heads[5], heads[8]
        if kind == "ce_type" and origin == "ce_source" and count == "ce_sequence" and trace == "traceparent":
            return type_, source, sequence, parent
    found = dict(heads)
    return found.get("ce_type"), found.get("ce_source"), found.get("ce_sequence"), found.get("traceparent")


def id_of(record: Any) -> bytes | None:
    """The event's id, where our own relay puts it, else wherever it is; None if it has none."""
    heads = record.headers
    if len(heads) > 1 and heads[1][0] == "ce_id":
        found: bytes | None = heads[1][1]
        return found
    return dict(heads).get("ce_id")


@lru_cache
def _source(local: str) -> bytes:
    return f"/lc/{local}/evaluation".encode()


def _refuse_or_pass(raw: KafkaRecord, local: str) -> None:
    told = envelope.envelope(raw)
    envelope.believe(told, raw.topic, local)
    if any(part in NAMES for part in told.type.split(".")):
        raise InvalidMessage("a version this program does not know: upgrade it, then rebuild")


def _problems(wrong: ValidationError) -> str:
    errors = wrong.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(f"{'.'.join(map(str, error['loc'])) or 'body'}: {error['type']}" for error in errors)[:300]


def _any(said: Said, local: str) -> None:
    """Nothing in it could be too much."""


def _sensible_participation(said: Said, local: str) -> None:
    if said["local"] != local:
        raise InvalidMessage("local: not the Local whose topic this is")
    if not WEEK.fullmatch(said["consented_week"]):
        raise InvalidMessage("consented_week: not an ISO week")


def _sensible_day(said: Said, _: str) -> None:
    if not -FURTHEST <= said["day"] <= FURTHEST:
        raise InvalidMessage("day: too far from the consent")


def _sensible_measure(said: Said, local: str) -> None:
    _sensible_day(said, local)
    score = said["score"]
    if score is not None and not abs(score) <= LARGEST:
        raise InvalidMessage("score: not finite" if not math.isfinite(score) else "score: too large")
    if not 0 < len(said["instrument"]) <= 60:
        raise InvalidMessage("instrument: not a code")


class Reader(NamedTuple):
    """How one kind of released fact is read: validated from JSON, then checked for what is too much."""

    kind: type[Released]
    validate: Callable[[bytes], Said]
    check: Callable[[Said, str], None]
    """What the types allow and the tables or the figures would not bear."""


def fields_alone(kind: type[Released]) -> Callable[[bytes], Said]:
    """A validator from JSON to a dict by an event's own fields, without making the event: far cheaper."""
    fields: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        wanted: Any = Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
        fields[name] = wanted if field.is_required() else NotRequired[wanted]
    validate: Callable[[bytes], Said] = TypeAdapter(TypedDict(kind.__name__, fields)).validator.validate_json  # type: ignore[operator]
    return validate


CHECKS: dict[type[Released], Callable[[Said, str], None]] = {
    MeasureReleased: _sensible_measure,
    MeasureWithdrawn: _any,
    AttendanceReleased: _sensible_day,
    AttendanceWithdrawn: _any,
    StepReleased: _sensible_day,
    StepWithdrawn: _any,
    ParticipationReleased: _sensible_participation,
    ParticipationWithdrawn: _any,
}
READERS = {kind.type_name().encode(): Reader(kind, fields_alone(kind), check) for kind, check in CHECKS.items()}
NAMES = {kind.__name__ for kind in CHECKS}
