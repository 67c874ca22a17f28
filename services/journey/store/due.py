"""What the clock asks: which journeys it should look at now, and whose turn it is to tell."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.journey.domain.check_ins import Rhythm
from shared.database import Transaction

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Due:
    """A journey whose next moment has come, or has not been worked out yet."""

    journey_id: UUID
    next_due_at: datetime | None
    rhythm: Rhythm
    service_since: datetime | None
    """Since when the person agrees to the service; None if they do not. No check-in is asked for earlier than that."""


async def due_at(tx: Transaction, at: datetime) -> list[Due]:
    rows = await tx.fetch(
        """
        SELECT j.id, j.next_due_at, j.every_weeks, j.weekday, j.hour, j.rhythm_since, c.given_at
        FROM journey j
        LEFT JOIN consent c ON c.journey_id = j.id AND c.purpose = 'service' AND c.withdrawn_at IS NULL
        WHERE j.closed_at IS NULL AND (j.next_due_at IS NULL OR j.next_due_at <= $1)
        ORDER BY j.next_due_at NULLS FIRST, j.id LIMIT $2""",
        at,
        MOST_AT_ONCE,
    )
    return [
        Due(
            row["id"],
            row["next_due_at"],
            Rhythm(row["every_weeks"], row["weekday"], row["hour"], row["rhythm_since"]),
            row["given_at"],
        )
        for row in rows
    ]


async def claim(tx: Transaction, due: Due, next_due_at: datetime) -> bool:
    """Take this moment, so that no other clock tells of it. False if somebody was quicker or the journey has closed.

    The update waits for another clock's commit and then finds the note changed; a clock that dies leaves it as it was.
    """
    done: str = await tx.execute(
        """
        UPDATE journey SET next_due_at = $3
        WHERE id = $1 AND next_due_at IS NOT DISTINCT FROM $2 AND closed_at IS NULL
          AND rhythm_since = $4""",
        due.journey_id,
        due.next_due_at,
        next_due_at,
        due.rhythm.since,
    )
    return done == "UPDATE 1"
