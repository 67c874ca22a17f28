"""What was asked in numbers, and what was answered."""

from uuid import UUID

from asyncpg import Record

from shared.database import Transaction
from shared.events import Event, MeasureTaken
from shared.outbox import Change

from .touch import IN_TOUCH

WRITES: dict[type[Event], Change] = {
    MeasureTaken: (
        """
        INSERT INTO measure (id, journey_id, instrument, version, taken_on, occasion, answers, score, missing_reason,
                             mode, taken_at)
        VALUES (:measure_id, :journey_id, :instrument, :instrument_version, :taken_on, :occasion, :answers, :score,
                :missing_reason, :mode, :occurred_at)""",
        IN_TOUCH,
    ),
}

STORY: tuple[str, ...] = (
    """SELECT taken_at, 'measured', coalesce(missing_reason, 'answered'), NULL FROM measure WHERE journey_id = $1""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def measures(tx: Transaction, journey_id: UUID) -> list[Record]:
    return await tx.fetch(
        """
        SELECT id, instrument, taken_on, occasion, score, missing_reason FROM measure WHERE journey_id = $1
        ORDER BY taken_on, taken_at""",
        journey_id,
    )
