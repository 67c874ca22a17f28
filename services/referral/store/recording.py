"""`record` is the only way to change what others may hear of. What each event changes stands with its subject.

A room records through here and knows no other room; `services/referral/recording.py`, above them all, puts together
what each of them changes.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from shared.events import Event
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change, Record, recorder

Follow = Callable[[Transaction, Any], Awaitable[None]]
_made: list[Record] = []
_following: dict[type[Event], Follow] = {}


def changes(*parts: Mapping[type[Event], Change], following: Mapping[type[Event], Follow] | None = None) -> None:
    """Set which rows each event changes, once for the whole service (services/referral/recording.py).

    `following`: what else has to be worked out from an event in its transaction, by the program rather than in SQL.
    """
    _made[:] = [recorder(*parts)]
    _following.clear()
    _following.update(following or {})


async def record(tx: Transaction, event: Event) -> None:
    """Write what the event changed and the event itself: both or neither. RuntimeError before `changes` was called."""
    if not _made:
        raise RuntimeError("Nobody has said yet what an event changes: import services.referral.recording first.")
    await _made[0](tx, event)
    if follow := _following.get(type(event)):
        await follow(tx, event)
