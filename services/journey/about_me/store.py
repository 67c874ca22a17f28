"""What matters to the person: written anew each time, the earlier words stay."""

from uuid import UUID

from asyncpg import Record

from services.journey.core.store.touch import IN_TOUCH
from shared.events import Event, WhatMattersRecorded
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

from .rules import HEADINGS, AboutMeEntry

WRITES: dict[type[Event], Change] = {
    WhatMattersRecorded: (
        """
        INSERT INTO matters (id, journey_id, told, recorded_at, what_matters, people, communication, wellness,
                             please_do, support, also, interests, interests_past, interests_future, personal_values,
                             habits, adjustments, interpreter, written_with)
        VALUES (:matters_id, :journey_id, :told, :occurred_at, :what_matters, :people, :communication, :wellness,
                :please_do, :support, :also, :interests, :interests_past, :interests_future, :personal_values,
                :habits, :adjustments, :interpreter, :written_with)""",
        IN_TOUCH,
    ),
}

STORY: tuple[str, ...] = (
    """SELECT recorded_at AS at, 'matters' AS kind, told AS code, NULL AS words FROM matters WHERE journey_id = $1""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def latest_matters(tx: Transaction, journey_id: UUID) -> AboutMeEntry | None:
    """The latest "About Me" version of a journey; None if nothing was recorded."""
    row = await tx.fetchrow(
        "SELECT * FROM matters WHERE journey_id = $1 ORDER BY recorded_at DESC, id DESC LIMIT 1", journey_id
    )
    return _said(row) if row else None


async def matters_of_then(tx: Transaction, journey_id: UUID, matters_id: UUID) -> AboutMeEntry:
    """One "About Me" version by its id, however old; NotFound if it is not this journey's."""
    row = await tx.fetchrow("SELECT * FROM matters WHERE journey_id = $1 AND id = $2", journey_id, matters_id)
    if row is None:
        raise NotFound(matters_id)
    return _said(row)


async def matters_versions(tx: Transaction, journey_id: UUID) -> list[Record]:
    """The "About Me" versions of a journey, the newest first: id, recorded_at, told."""
    return await tx.fetch(
        "SELECT id, recorded_at, told FROM matters WHERE journey_id = $1 ORDER BY recorded_at DESC, id DESC", journey_id
    )


def _said(row: Record) -> AboutMeEntry:
    return AboutMeEntry(
        row["id"], row["recorded_at"], row["told"], {heading.name: row[heading.name] for heading in HEADINGS}
    )
