"""How somebody came to us, as their card tells it."""

from uuid import UUID

from shared.persistence.database import Transaction

from .rules import Arrival


async def arrival(tx: Transaction, participant_id: UUID) -> Arrival | None:
    """How they came; None while no card says so."""
    row = await tx.fetchrow(
        """
        SELECT source, asked_at, what_brings_them, referred_by, intake_note FROM card
        WHERE participant_id = $1 AND source IS NOT NULL AND asked_at IS NOT NULL""",
        participant_id,
    )
    return Arrival(**row) if row else None


async def other_arrivals(tx: Transaction, participant_id: UUID) -> list[Arrival]:
    """How the same person came another time, on the records that are joined with this one; the first one first."""
    rows = await tx.fetch(
        """
        SELECT source, asked_at, what_brings_them, referred_by, intake_note FROM card
        WHERE participant_id IN (SELECT records_of($1)) AND participant_id <> $1
          AND source IS NOT NULL AND asked_at IS NOT NULL ORDER BY asked_at""",
        participant_id,
    )
    return [Arrival(**row) for row in rows]
