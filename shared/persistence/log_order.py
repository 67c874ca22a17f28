"""Which of two facts about somebody is the later one: as they lie on their log, never as their teller's clock says.

A clock may be put back, or be wrong for a while. A log brings its facts in order; only what was parked and is handled
again comes late, and is compared with where the newest one lies.

A log that was made anew counts its offsets from its beginning again, while what is remembered lies at the old one's.
Where listening begins, a log whose topic has another id than the one that was heard, or that is shorter, is counted as
a new one; a place is the offset together with that count, so that everything on an older log lies before everything on
a newer one, in every service and whatever is compared. Where the broker tells no ids, a log that has grown past what
was heard of the old one by then cannot be told from that one.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from .database import Transaction
from .notes import Lies

NOTHING_LIES_AFTER = 2**62
MOST_RECORDS = 2**40  # of one log, which no broker ever keeps


def place(offset: int, anew: int) -> int:
    """`anew`: how often the log had been made anew when the record came. Pure."""
    return anew * MOST_RECORDS + offset


@contextmanager
def handling(tx: Transaction, at: int, *, again: bool) -> Iterator[None]:
    """`at`: the record's `place`. `again`: it was parked, and newer ones may have been handled since."""
    tx.notes.lies = Lies(at, at if again else NOTHING_LIES_AFTER)
    try:
        yield
    finally:
        tx.notes.lies = None


def where_it_lies(tx: Transaction) -> Lies:
    """Of the record that is being handled in this transaction. Raises `LookupError` where none is."""
    lies: Lies | None = tx.notes.lies
    if lies is None:
        raise LookupError("no record is being handled in this transaction")
    return lies
