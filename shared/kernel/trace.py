"""One id from the form to the evaluator's row: W3C trace context, carried by a context variable.

A trace id is random; it says which doings belong together and nothing about anybody.
"""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")


@dataclass(frozen=True)
class Trace:
    """W3C trace context of what is being done, and its cause. `trace_id` 32, `span_id` 16 hexadecimal digits."""

    trace_id: str
    span_id: str
    causation_id: str | None = None
    """The event that led to what is being done, if one did."""

    @property
    def traceparent(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-01"


def _fresh() -> Trace:
    return Trace(secrets.token_hex(16), secrets.token_hex(8))


_current: ContextVar[Trace | None] = ContextVar("trace", default=None)


def current() -> Trace:
    """The trace of what is being done now; a fresh one where nobody began one."""
    return _current.get() or _fresh()


@contextmanager
def begin(traceparent: str | None = None, causation_id: str | None = None) -> Iterator[Trace]:
    """Carry on the caller's trace (a malformed one is not believed) or begin a new one."""
    found = _TRACEPARENT.fullmatch(traceparent or "")
    trace = Trace(found[1] if found else secrets.token_hex(16), secrets.token_hex(8), causation_id)
    token = _current.set(trace)
    try:
        yield trace
    finally:
        _current.reset(token)
