"""A record is read by two: by every service as an event, and by the evaluator as fields, for speed. They agree."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from services.evaluation.outcomes.consume import reading
from shared.events.evaluation import Released
from shared.events.examples import ALL
from shared.messaging import batch_producer, envelope
from shared.messaging.envelope import InvalidMessage, KafkaRecord

TOLD = [example for example in ALL if isinstance(example, Released)]
NAMES = {envelope.unversioned(type(example).type_name()) for example in TOLD}
TRACE = "00-" + "a" * 32 + "-" + "b" * 16 + "-01"
Read = tuple[type[Released], dict[str, Any], int | None, str | None] | None
REFUSED = "refused"


def sent(example: Released) -> KafkaRecord:
    """As the relay sends it."""
    row: Any = {
        "event_id": UUID(int=7),
        "type": example.type_name(),
        "stream": example.stream,
        "key": example.subject,
        "sequence": 7,
        "occurred_at": datetime(2026, 3, 2, tzinfo=UTC),
        "traceparent": TRACE,
        "causation": None,
        "body": example.body(),
    }
    headers = tuple(batch_producer.headers(row, "brimbank", "evaluation"))
    return KafkaRecord("lc.brimbank.evaluation", 0, 3, example.subject.encode(), example.body(), headers)


def as_a_service(raw: KafkaRecord) -> Read | str:
    """What `EventHandlers.handle` asks of a record before anybody gets its event."""
    try:
        told = envelope.envelope(raw)
        envelope.believe(told, raw.topic, "brimbank")
        if envelope.unversioned(told.type) not in NAMES:
            return None
        event = envelope.fact(told)
        if raw.key != event.subject.encode():
            return REFUSED
    except InvalidMessage:
        return REFUSED
    assert isinstance(event, Released)
    return type(event), event.model_dump(exclude_unset=True), told.sequence, (told.traceparent or "")[3:35]


def as_the_evaluator(raw: KafkaRecord) -> Read | str:
    try:
        return reading.read(raw, "brimbank")
    except InvalidMessage:
        return REFUSED


def headed(**values: bytes) -> Callable[[KafkaRecord], KafkaRecord]:
    return lambda raw: replace(raw, headers=tuple((name, values.get(name, value)) for name, value in raw.headers))


def saying(body: bytes | None) -> Callable[[KafkaRecord], KafkaRecord]:
    return lambda raw: replace(raw, value=body)


def more_said(raw: KafkaRecord) -> KafkaRecord:
    return replace(raw, value=json.dumps(json.loads(raw.value or b"") | {"of_the_future": 1}).encode())


def of_the_next_version(raw: KafkaRecord) -> KafkaRecord:
    kind = next(value for name, value in raw.headers if name == "ce_type") or b""
    return headed(ce_type=kind.rpartition(b".")[0] + b".v99")(raw)


FINE: dict[str, Callable[[KafkaRecord], KafkaRecord]] = {
    "as the relay sends it": lambda raw: raw,
    "its headers in another order": lambda raw: replace(raw, headers=raw.headers[::-1]),
    "a header that nobody asked for": lambda raw: replace(raw, headers=(("mark", b"x"), *raw.headers)),
    "why it was told": lambda raw: replace(raw, headers=(*raw.headers, ("ce_causationid", b"1"))),
    "a field of a later program": more_said,
}
WRONG: dict[str, Callable[[KafkaRecord], KafkaRecord]] = {
    "another Local's": headed(ce_source=b"/lc/latrobe/evaluation"),
    "another service's": headed(ce_source=b"/lc/brimbank/journey"),
    "of a version to come": of_the_next_version,
    "under another key": lambda raw: replace(raw, key=b"x" * 26),
    "without a body": saying(None),
    "with an empty body": saying(b""),
    "no JSON": saying(b"{"),
    "no object": saying(b"[]"),
    "nothing said": saying(b"{}"),
}


@pytest.mark.parametrize("example", TOLD, ids=lambda example: type(example).__name__)
@pytest.mark.parametrize("change", FINE.values(), ids=FINE)
def test_both_read_the_same_fact(example: Released, change: Callable[[KafkaRecord], KafkaRecord]) -> None:
    raw = change(sent(example))
    fields = json.loads(example.body())
    assert as_the_evaluator(raw) == as_a_service(raw)
    assert as_the_evaluator(raw) == (type(example), type(example)(**fields).model_dump(include={*fields}), 7, "a" * 32)


@pytest.mark.parametrize("example", TOLD, ids=lambda example: type(example).__name__)
@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_both_refuse_the_same_record(example: Released, change: Callable[[KafkaRecord], KafkaRecord]) -> None:
    raw = change(sent(example))
    assert as_the_evaluator(raw) == as_a_service(raw) == REFUSED


def test_both_pass_over_what_nobody_here_knows() -> None:
    raw = headed(ce_type=b"au.localconnections.MoonRisen.v1")(sent(TOLD[0]))
    assert as_the_evaluator(raw) is as_a_service(raw) is None
