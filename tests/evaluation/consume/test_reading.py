"""The projection checks an event's fields without making the event of them: it must refuse what the event would."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from services.evaluation.outcomes.consume.reading import CHECKS, fields_alone
from shared.events.evaluation import Released
from shared.events.examples import ALL

TOLD = [example for example in ALL if isinstance(example, Released)]
ODD: list[Any] = [
    None, True, 0, -1, 1.0, 1.5, 10**30, "", "1", "1.5", " 7", "x" * 26, "x" * 27, "ü" * 26, "opened",
    "baseline", "65+", "gp", "2026-03-02", "2026-03-02T00:00:00", "2026-03-02T00:00:00Z",
    "2026-03-02T00:00:00+10:00", 1_772_409_600, [], {}, [1], {"a": 1},
    "de832582-dd44-46bd-b542-ae849250c700", "DE832582DD4446BDB542AE849250C700",
    "{de832582-dd44-46bd-b542-ae849250c700}", "urn:uuid:de832582-dd44-46bd-b542-ae849250c700", "de832582",
]  # fmt: skip


def as_the_event(kind: type[Released], body: bytes) -> Any:
    """What the event itself makes of it: its fields as far as they were told, or what is wrong with them."""
    try:
        return kind.model_validate_json(body).model_dump(exclude_unset=True)
    except ValidationError as wrong:
        return _problems(wrong)


def as_fields(kind: type[Released], body: bytes) -> Any:
    try:
        return fields_alone(kind)(body)
    except ValidationError as wrong:
        return _problems(wrong)


def _problems(wrong: ValidationError) -> list[tuple[Any, str]]:
    return [(error["loc"], error["type"]) for error in wrong.errors() if error["loc"]] or [((), "no object")]


def test_there_is_an_example_of_every_kind() -> None:
    assert {type(example) for example in TOLD} == set(CHECKS)


@pytest.mark.parametrize("example", TOLD, ids=lambda example: type(example).__name__)
def test_every_field_means_the_same_and_what_is_wrong_is_refused_alike(example: Released) -> None:
    """The example, each of its fields left out, and each with every odd value in its place."""
    kind, told = type(example), json.loads(example.body())
    bodies = [told, {**told, "of the future": 1}]
    for name in told:
        bodies.append({other: value for other, value in told.items() if other != name})
        bodies += [{**told, name: odd} for odd in ODD]
    for body in bodies:
        sent = json.dumps(body).encode()
        assert as_fields(kind, sent) == as_the_event(kind, sent), body


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b"7", b'"text"', b"\xff", b'{"day": NaN}'])
def test_what_is_no_object_is_refused_alike(body: bytes) -> None:
    for kind in CHECKS:
        assert as_fields(kind, body) == as_the_event(kind, body)


def test_of_a_field_told_twice_the_last_counts_for_both() -> None:
    for example in TOLD:
        twice = b'{"pseudonym": "' + b"y" * 26 + b'", ' + example.body()[1:]
        assert as_fields(type(example), twice) == as_the_event(type(example), twice)
