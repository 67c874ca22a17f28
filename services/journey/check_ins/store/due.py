"""What the clock asks: which journeys it should look at now, and whose turn it is to tell."""

from datetime import datetime
from uuid import UUID

from services.journey.check_ins.rules.check_ins import Turn
from services.journey.core.store.journeys import rhythm_of
from shared.persistence.database import Transaction

MOST_AT_ONCE = 200
_TURN = "closed_at IS NULL AND coalesce(next_due_at, '-infinity') <= $1"
TURNS = f"SELECT id FROM journey WHERE {_TURN} ORDER BY coalesce(next_due_at, '-infinity'), id LIMIT $2"  # noqa: S608


async def due_at(tx: Transaction, at: datetime) -> list[UUID]:
    """The journeys whose next check-in the clock has to work out, longest waiting first, at most 200."""
    rows = await tx.fetch(TURNS, at, MOST_AT_ONCE)
    return [row["id"] for row in rows]


async def take(tx: Transaction, journey_id: UUID, at: datetime) -> Turn | None:
    """The journey, its row locked until the transaction ends, so that no other clock tells of it.

    None if another clock was quicker: this waits for its commit and then looks again; a clock that dies leaves it as it
    was.
    """
    row = await tx.fetchrow(f"SELECT * FROM journey WHERE id = $2 AND {_TURN} FOR UPDATE", at, journey_id)  # noqa: S608
    if row is None:
        return None
    # By a statement of its own: one that had to wait for the lock would see what was there before it waited.
    service_since = await tx.fetchval(
        "SELECT given_at FROM consent WHERE journey_id = $1 AND purpose = 'service' AND withdrawn_at IS NULL",
        journey_id,
    )
    return Turn(rhythm_of(row), row["told_until"], row["last_contact_at"], service_since)


async def looked(tx: Transaction, journey_id: UUID, at: datetime, next_due_at: datetime | None) -> None:
    """Note that everything up to `at` has been told, and when the next check-in falls due.

    `next_due_at` None: nothing will fall due until something changes.
    """
    await tx.execute(
        """
        UPDATE journey SET told_until = greatest(told_until, $2), next_due_at = coalesce($3, 'infinity'::timestamptz)
        WHERE id = $1""",
        journey_id,
        at,
        next_due_at,
    )
