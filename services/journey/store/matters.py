"""What matters to the person: written anew each time, the earlier words stay."""

from uuid import UUID

from asyncpg import Record

from shared.database import Transaction
from shared.events import Event, WhatMattersRecorded
from shared.outbox import Change

from .touch import IN_TOUCH

WRITES: dict[type[Event], Change] = {
    WhatMattersRecorded: (
        """
        INSERT INTO matters (id, journey_id, what_matters, interests, recorded_at)
        VALUES (:matters_id, :journey_id, :what_matters, :interests, :occurred_at)""",
        IN_TOUCH,
    ),
}

STORY: tuple[str, ...] = (
    """SELECT recorded_at AS at, 'matters' AS kind, NULL AS code, NULL AS words FROM matters WHERE journey_id = $1""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def latest_matters(tx: Transaction, journey_id: UUID) -> Record | None:
    return await tx.fetchrow(
        """
        SELECT what_matters, interests, recorded_at FROM matters WHERE journey_id = $1
        ORDER BY recorded_at DESC, id DESC LIMIT 1""",
        journey_id,
    )
