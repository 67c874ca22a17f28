"""Which of two facts about somebody is the later one: as they lie on their log, never as their teller's clock says.

A clock may be put back, or be wrong for a while. A log brings its facts in order; only what was parked and is handled
again comes late, and is compared with where the newest one lies.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

NOTHING_LIES_AFTER = 2**62


@dataclass(frozen=True)
class Lies:
    offset: int
    """Where the record lies."""
    after: int
    """Whatever is remembered from an offset below this one is older. From the log itself everything that is there
    already is, also where the log was made anew and counts from its beginning."""


_handled: ContextVar[Lies] = ContextVar("handled")


@contextmanager
def handling(offset: int, *, again: bool) -> Iterator[None]:
    """`again`: it was parked, and newer ones may have been handled since."""
    before = _handled.set(Lies(offset, offset if again else NOTHING_LIES_AFTER))
    try:
        yield
    finally:
        _handled.reset(before)


def where_it_lies() -> Lies:
    """Of the record that is being handled now."""
    return _handled.get()
