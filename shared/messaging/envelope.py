"""A Kafka record as it came, and what it says: parsing that never raises anything but `InvalidMessage`.

The evaluator reads the same records with a reader of its own, for speed: `outcomes/consume/reading.py`.
Both read and refuse alike, as `tests/evaluation/consume/test_two_readers.py` holds.
"""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from shared.events import BY_TYPE, Event
from shared.kernel import topics

Headers = tuple[tuple[str, bytes | None], ...]


@dataclass(frozen=True)
class KafkaRecord:
    """Bytes and place; nothing is assumed about what is in them."""

    topic: str
    partition: int
    offset: int
    key: bytes | None
    value: bytes | None
    headers: Headers
    anew: int = 0
    """How often its log had been made anew when it came."""

    @classmethod
    def of(cls, record: Any, anew: int = 0) -> "KafkaRecord":
        """From an aiokafka ConsumerRecord."""
        headers = tuple(record.headers)
        return cls(record.topic, record.partition, record.offset, record.key, record.value, headers, anew)


class InvalidMessage(Exception):
    """The record breaks the contract; the words say how, and never what was in it."""


@dataclass(frozen=True)
class Envelope:
    """CloudEvents attributes of a record."""

    id: UUID
    type: str
    source: str
    sequence: int | None
    traceparent: str | None
    data: bytes


def event_type(raw: KafkaRecord) -> str | None:
    """The type without judging the rest, so that what is not for us passes cheaply. None if it cannot be told."""
    values = [value for name, value in raw.headers if name == "ce_type"]
    if len(values) == 1 and values[0] is not None:
        return values[0].decode(errors="replace")
    return None


def unversioned(kind: str) -> str:
    """A type without its version."""
    return kind.rpartition(".")[0]


TOLD_ON = {unversioned(name): event.stream for name, event in BY_TYPE.items()}
"""The last word of the topic that a type is told on."""


def is_elsewhere(kind: str, topic: str, local: str) -> bool:
    """Whether this type, in whatever version, is one of ours that is told on another topic than this one."""
    on = TOLD_ON.get(unversioned(kind))
    return on is not None and on != topics.stream(topic, local)


def believe(told: "Envelope", topic: str, local: str) -> None:
    """Type, topic and source belong together: whoever may write on a topic is believed about its own kind alone."""
    if not told.source.startswith(f"/lc/{local}/"):
        raise InvalidMessage("ce_source is not of this Local")
    teller = topics.TELLER.get(topics.stream(topic, local))
    if told.source != f"/lc/{local}/{teller}":
        raise InvalidMessage(f"ce_source is not of {teller}, who alone tells on this topic")
    if is_elsewhere(told.type, topic, local):
        raise InvalidMessage(f"{_name(told.type)} is never told on this topic")


def envelope(raw: KafkaRecord) -> Envelope:
    """Read a record in binary mode, or in structured mode (`application/cloudevents+json`)."""
    found = _headers(raw)
    content_type = found.get("content-type", "application/json").lower()
    if raw.value is None or raw.value == b"":
        raise InvalidMessage("unexpected tombstone: the record has no body")
    if content_type.startswith("application/cloudevents"):
        found, data = _structured(raw.value)
    elif content_type.startswith("application/json"):
        data = raw.value
    else:
        raise InvalidMessage("content-type is not application/json")
    return _checked(found, data)


def _headers(raw: KafkaRecord) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in raw.headers:
        ours = name.startswith("ce_") or name in ("content-type", "traceparent")
        if not ours:
            continue
        if name in found:
            raise InvalidMessage(f"header {name} stands twice")
        try:
            found[name] = (value or b"").decode()
        except UnicodeDecodeError:
            raise InvalidMessage(f"header {name} is not UTF-8") from None
    return found


def _structured(value: bytes) -> tuple[dict[str, str], bytes]:
    try:
        whole = json.loads(value)
        data = json.dumps(whole.pop("data")).encode()
        return {f"ce_{name}": str(part) for name, part in whole.items()} | {
            "traceparent": str(whole.get("traceparent", ""))
        }, data
    except (ValueError, KeyError, AttributeError):
        raise InvalidMessage("the structured event is not JSON with a data object") from None


def _checked(found: dict[str, str], data: bytes) -> Envelope:
    if found.get("ce_specversion") != "1.0":
        raise InvalidMessage("ce_specversion is not 1.0")
    try:
        event_id = UUID(found.get("ce_id", ""))
    except ValueError:
        raise InvalidMessage("ce_id is not a UUID") from None
    sequence = found.get("ce_sequence", "")
    return Envelope(
        id=event_id,
        type=found.get("ce_type", ""),
        source=found.get("ce_source", ""),
        sequence=int(sequence) if sequence.isascii() and sequence.isdigit() else None,
        traceparent=found.get("traceparent"),
        data=data,
    )


def fact(told: Envelope) -> Event:
    """The event itself, validated. Fields nobody here knows are ignored."""
    kind = BY_TYPE.get(told.type)
    if kind is None:
        raise InvalidMessage(f"{_name(told.type)} has a version this program does not know: upgrade it, then replay")
    try:
        return kind.model_validate_json(told.data)
    except ValidationError as wrong:
        problems = (
            f"{'.'.join(map(str, error['loc'])) or 'body'}: {error['type']}"
            for error in wrong.errors(include_input=False, include_url=False)
        )
        raise InvalidMessage("; ".join(problems)) from None


def _name(kind: str) -> str:
    known = {event.__name__ for event in BY_TYPE.values()}
    return next((part for part in kind.split(".") if part in known), "the type")
