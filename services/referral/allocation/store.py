"""What somebody wishes for in who supports them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from shared.events import Event, SupportWishesNoted
from shared.kernel.staff import Gender, Weekday
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

WRITES: dict[type[Event], Change] = {
    SupportWishesNoted: """
        INSERT INTO support_wish AS w (participant_id, gender, experience, days, not_with, conflicts, noted_by,
            noted_at)
        VALUES (:participant_id, :gender, :experience, :days, :not_with, :conflicts, :noted_by, :occurred_at)
        ON CONFLICT (participant_id) DO UPDATE SET
            (gender, experience, days, not_with, conflicts, noted_by, noted_at, updates)
            = (excluded.gender, excluded.experience, excluded.days, excluded.not_with, excluded.conflicts,
               excluded.noted_by, excluded.noted_at, w.updates + 1)""",
}


@dataclass(frozen=True)
class SupportWish:
    """What somebody wishes for, as it was last noted. `not_with`: whom they would rather not meet; `conflicts`: who
    knows them otherwise. `updates` counts how often it was noted."""

    gender: Gender | None = None
    experience: Sequence[str] = ()
    days: Sequence[Weekday] = ()
    not_with: Sequence[UUID] = ()
    conflicts: Sequence[UUID] = ()
    updates: int = 0


async def support_wish(tx: Transaction, participant_id: UUID) -> SupportWish:
    """What somebody wishes for; nothing if nobody has noted any."""
    row = await tx.fetchrow(
        "SELECT gender, experience, days, not_with, conflicts, updates FROM support_wish WHERE participant_id = $1",
        participant_id,
    )
    return SupportWish(**row) if row else SupportWish()
