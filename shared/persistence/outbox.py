"""Facts are written together with the change they tell of, in one statement. There is no other way to write."""

import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from uuid import UUID, uuid4

from shared.events import Event
from shared.kernel import trace

from .database import Transaction
from .named_parameters import names, to_positional

MOST_BYTES = 900_000
"""A body larger than this is refused when it is written, so that it can never block the relay (Kafka takes 1 MiB)."""


@dataclass(frozen=True)
class Partly:
    """A change that stores some of its event's fields nowhere on purpose. `not_stored`: each with its reason."""

    change: str | tuple[str, ...]
    not_stored: Mapping[str, str]


Change = str | tuple[str, ...] | Partly
Record = Callable[[Transaction, Event], Awaitable[None]]


class NothingChanged(Exception):
    """The change that an event tells of found no row to change: somebody was quicker, or it was never there.

    So it is too when the person whom it is about was erased meanwhile.
    """


class EventTooLarge(Exception):
    """An event's body would not fit through the broker."""


@dataclass(frozen=True)
class Statement:
    """SQL with `$1, $2, …`, and the event's fields in that order."""

    sql: str
    fields: tuple[str, ...]


def recorder(*parts: Mapping[type[Event], Change]) -> Record:
    """Make a service's `record`: the only way to change anything, and so the only way to tell of it.

    Each part holds the SQL of some events, which names the event's own fields and properties as `:field`. Of several
    statements the first is the change that must touch a row; all run as parts of one statement, see the same snapshot,
    and commit or fail together. `TypeError` for an event that two parts change, for a name that the event does not
    have, and for a field that would be told and never stored: name it, or give `Partly` with the reason why not; from
    `record` for an event that no part knows.
    """
    statements: dict[type[Event], Statement] = {}
    for event, change in ((event, change) for part in parts for event, change in part.items()):
        if event in statements:
            raise TypeError(f"{event.__name__} is given to `recorder` twice: keep one of its statements")
        statements[event] = _with_outbox(event, change)

    async def record(tx: Transaction, event: Event) -> None:
        """Write what the event changed and the event itself: both or neither."""
        if (statement := statements.get(type(event))) is None:
            raise TypeError(
                f"`recorder` was given no statement for {type(event).__name__} here, so that it would change nothing"
            )
        values = [getattr(event, field) for field in statement.fields]
        if await tx.fetchval(statement.sql, *values, *_envelope(event)) is None:
            raise NothingChanged(event.type_name())
        tx.notes.recorded = True

    return record


def _envelope(event: Event) -> tuple[object, ...]:
    body = event.body()
    if len(body) > MOST_BYTES:
        raise EventTooLarge(event.type_name())
    context = trace.current()
    private = event.service == "evaluation"  # a time-ordered id would tell the moment to the millisecond
    return (
        uuid4() if private else uuid7(),
        event.type_name(),
        event.stream,
        event.subject,
        event.occurred_at,
        context.traceparent,
        None if private else context.causation_id,
        body or None,
    )


def _with_outbox(event: type[Event], given: Change) -> Statement:
    change, left_out = (given.change, given.not_stored) if isinstance(given, Partly) else (given, {})
    first, *others = (change,) if isinstance(change, str) else change
    fields = names(first, *others)
    _everything_is_stored(event, fields, left_out)
    worked_out = {name for name in fields if isinstance(getattr(event, name, None), property)}
    if unknown := set(fields) - set(event.model_fields) - worked_out:
        raise TypeError(f"{event.__name__} has no {', '.join(sorted(unknown))}")
    also = "".join(f", also_{place} AS ({to_positional(other, fields)})" for place, other in enumerate(others, 1))
    envelope = ", ".join(f"${len(fields) + place}" for place in range(1, 9))
    event_id, kind, stream, key, occurred, parent, cause, body = envelope.split(", ")
    return Statement(  # the SQL is a service's own and the program's; every value is a parameter
        f"WITH changed AS ({to_positional(first, fields)} RETURNING 1){also},"  # noqa: S608
        f" numbered AS (INSERT INTO subject AS s (key, sequence) SELECT {key}, 1 FROM changed LIMIT 1"
        f" ON CONFLICT (key) DO UPDATE SET sequence = s.sequence + 1 WHERE NOT s.closed RETURNING sequence)"
        f" INSERT INTO outbox (event_id, type, stream, key, sequence, occurred_at, traceparent, causation, body)"
        f" SELECT {event_id}, {kind}, {stream}, {key}, sequence, {occurred}, {parent}, {cause}, {body} FROM numbered"
        f" RETURNING position",
        fields,
    )


def _everything_is_stored(event: type[Event], stored: tuple[str, ...], left_out: Mapping[str, str]) -> None:
    """When it happened and whom it is about stand in the outbox's own columns; everything else has to be kept."""
    fields = set(event.model_fields) - {"occurred_at", event.keyed_by}
    if lost := fields - set(stored) - set(left_out):
        raise TypeError(
            f"{event.__name__} would be told and its {', '.join(sorted(lost))} never stored:"
            " name it in the statement, or say in `Partly` why not"
        )
    if wrong := set(left_out) - (fields - set(stored)):
        raise TypeError(f"{event.__name__}: {', '.join(sorted(wrong))} is stored or not there: take it out of `Partly`")


def uuid7() -> UUID:
    """A time-ordered id (RFC 9562): rows that arrive together lie together in the index."""
    milliseconds = time.time_ns() // 1_000_000
    number = (milliseconds << 80) | secrets.randbits(80)
    number = (number & ~(0xF << 76)) | (0x7 << 76)
    return UUID(int=(number & ~(0x3 << 62)) | (0x2 << 62))
