"""Who goes along with somebody, and their checks."""

from uuid import UUID

from services.journey.groups.rules.companions import Companion
from shared.events import CompanionEnded, CompanionFound, Event
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

WRITES: dict[type[Event], Change] = {
    CompanionFound: """
        INSERT INTO companion (id, journey_id, kind, name, police_check_on, children_check_on, found_at)
        VALUES (:companion_id, :journey_id, :kind, :name, :police_check_on, :children_check_on, :occurred_at)""",
    CompanionEnded: """
        UPDATE companion SET ended_at = :occurred_at
        WHERE id = :companion_id AND journey_id = :journey_id AND ended_at IS NULL""",
}

STORY: tuple[str, ...] = (
    """SELECT found_at, 'companion_found', kind, name FROM companion WHERE journey_id = $1""",
    """
    SELECT ended_at, 'companion_ended', kind, name FROM companion WHERE journey_id = $1 AND ended_at IS NOT NULL""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def companions(tx: Transaction, journey_id: UUID) -> list[Companion]:
    """The companions on a journey: those who go along first, then those who did."""
    rows = await tx.fetch(
        """
        SELECT id, kind, name, found_at, police_check_on, children_check_on, ended_at FROM companion
        WHERE journey_id = $1 ORDER BY ended_at DESC NULLS FIRST, found_at, id""",
        journey_id,
    )
    return [Companion(**dict(row)) for row in rows]


async def companion(tx: Transaction, journey_id: UUID, companion_id: UUID) -> Companion:
    """One of the companions on this journey; NotFound for somebody else's."""
    found = [each for each in await companions(tx, journey_id) if each.id == companion_id]
    if not found:
        raise NotFound(companion_id)
    return found[0]
