"""`record` is the only way to change what others may hear of. What each event changes stands with its subject.

A room records through here and knows no other room; `services/referral/recording.py`, above them all, puts together
what each of them changes.
"""

from collections.abc import Mapping

from shared.events import Event
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change, Record, recorder

_made: list[Record] = []


def changes(*parts: Mapping[type[Event], Change]) -> None:
    """Set which rows each event changes, once for the whole service (services/referral/recording.py)."""
    _made[:] = [recorder(*parts)]


async def record(tx: Transaction, event: Event) -> None:
    """Write what the event changed and the event itself: both or neither. RuntimeError before `changes` was called."""
    if not _made:
        raise RuntimeError("Nobody has said yet what an event changes: import services.referral.recording first.")
    await _made[0](tx, event)
