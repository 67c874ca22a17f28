"""The rhythm, each time it asked, and what came of it."""

from uuid import UUID

from services.journey.domain.check_ins import CheckIn
from services.journey.domain.journeys import Journey
from shared.database import Transaction
from shared.events import CheckInAnswered, CheckInDue, CheckInHeld, CheckInRhythmChosen, Event
from shared.outbox import Change
from shared.refusal import NotFound

from .course import journey
from .touch import IN_TOUCH

WRITES: dict[type[Event], Change] = {
    CheckInRhythmChosen: (
        """
        UPDATE journey SET every_weeks = :every_weeks, weekday = :weekday, hour = :hour, rhythm_since = :occurred_at,
                           rhythm_chosen = true, next_due_at = NULL
        WHERE id = :journey_id"""
    ),
    CheckInDue: "INSERT INTO check_in (id, journey_id, due_at) VALUES (:check_in_id, :journey_id, :due_at)",
    CheckInAnswered: (
        """
        UPDATE check_in SET feeling = :feeling, please_call = :please_call, words = :words, answered_at = :occurred_at
        WHERE id = :check_in_id AND answered_at IS NULL""",
        IN_TOUCH,
    ),
    CheckInHeld: (
        """
        INSERT INTO check_in AS c (id, journey_id, mode, note, held_at)
        VALUES (:check_in_id, :journey_id, :mode, :note, :occurred_at)
        ON CONFLICT (id) DO UPDATE SET mode = excluded.mode, note = excluded.note, held_at = excluded.held_at
        WHERE c.held_at IS NULL""",
        IN_TOUCH,
    ),
}

STORY: tuple[str, ...] = (
    """
    SELECT answered_at, CASE WHEN please_call THEN 'asked_for_call' ELSE 'answered' END, feeling, words
    FROM check_in WHERE journey_id = $1 AND answered_at IS NOT NULL""",
    """SELECT held_at, 'held', mode, note FROM check_in WHERE journey_id = $1 AND held_at IS NOT NULL""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def check_in_to_hold(tx: Transaction, journey_id: UUID) -> CheckIn | None:
    """The latest time the person was asked, if nobody has talked with them since."""
    row = await tx.fetchrow(
        """
        SELECT id, due_at, answered_at, held_at FROM check_in
        WHERE journey_id = $1 AND due_at IS NOT NULL ORDER BY due_at DESC LIMIT 1 FOR UPDATE""",
        journey_id,
    )
    return CheckIn(**dict(row)) if row and row["held_at"] is None else None


async def check_in_to_answer(tx: Transaction, check_in_id: UUID) -> tuple[Journey, CheckIn]:
    """The check-in a person's link names, and the journey it belongs to, both locked."""
    journey_id = await tx.fetchval("SELECT journey_id FROM check_in WHERE id = $1", check_in_id)
    if journey_id is None:
        raise NotFound(check_in_id)
    found = await journey(tx, journey_id)
    row = await tx.fetchrow("SELECT id, due_at, answered_at, held_at FROM check_in WHERE id = $1", check_in_id)
    return found, CheckIn(**dict(row or {}))
