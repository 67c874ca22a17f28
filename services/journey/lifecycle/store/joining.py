"""The walks of somebody who is here under more than one record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.persistence.database import Transaction


async def open_walks(tx: Transaction, participant_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """The open journey of each of these records that has one, by participant; their rows locked in the ids' order."""
    rows = await tx.fetch(
        """
        SELECT participant_id, id FROM journey
        WHERE participant_id = ANY($1) AND closed_at IS NULL ORDER BY id FOR UPDATE""",
        list(participant_ids),
    )
    return {row["participant_id"]: row["id"] for row in rows}


async def resting_for(tx: Transaction, joining_id: UUID) -> list[UUID]:
    """The journeys that rest because of a joining."""
    rows = await tx.fetch("SELECT id FROM journey WHERE rests_for = $1 AND closed_at IS NOT NULL", joining_id)
    return [row["id"] for row in rows]


async def walks_elsewhere(tx: Transaction, participant_id: UUID) -> bool:
    """Whether somebody walks with the same person on another of their records."""
    found = await tx.fetchval(
        """
        SELECT EXISTS (SELECT FROM journey WHERE participant_id IN (SELECT records_of($1)) AND participant_id <> $1
                                             AND closed_at IS NULL)""",
        participant_id,
    )
    return found is True


@dataclass(frozen=True)
class JoinedDays:
    """From when until when a record was joined with another that was not the same person's after all."""

    joined_at: datetime
    parted_at: datetime


async def joined_before(tx: Transaction, participant_id: UUID, parted_after: datetime) -> list[JoinedDays]:
    """When this record was joined with somebody else's, if they were parted after that moment; the latest first."""
    rows = await tx.fetch(
        """
        SELECT joined_at, parted_at FROM joining
        WHERE $1 IN (kept_id, other_id) AND joined_at IS NOT NULL AND parted_at > $2 ORDER BY parted_at DESC""",
        participant_id,
        parted_after,
    )
    return [JoinedDays(**row) for row in rows]


@dataclass(frozen=True)
class OtherRecord:
    """Another record of the same person: since when it is known to be theirs, and their newest journey on it."""

    participant_id: UUID
    name: str | None
    joined_at: datetime
    journey_id: UUID | None
    rests: bool


async def other_records(tx: Transaction, participant_id: UUID) -> list[OtherRecord]:
    """The other records of the same person, the one joined first first."""
    rows = await tx.fetch(
        """
        SELECT o.id AS participant_id, k.name, g.joined_at, j.id AS journey_id, j.rests_for IS NOT NULL AS rests
        FROM records_of($1) AS o(id)
        JOIN LATERAL (SELECT min(joined_at) AS joined_at FROM joining
                      WHERE o.id IN (kept_id, other_id) AND joined_at IS NOT NULL AND parted_at IS NULL) g ON true
        LEFT JOIN card k ON k.participant_id = o.id
        LEFT JOIN LATERAL (SELECT id, rests_for FROM journey WHERE journey.participant_id = o.id
                           ORDER BY episode DESC LIMIT 1) j ON true
        WHERE o.id <> $1 ORDER BY g.joined_at, o.id""",
        participant_id,
    )
    return [OtherRecord(**row) for row in rows]
