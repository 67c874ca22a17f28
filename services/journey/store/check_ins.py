"""Each time the person was asked, and what came of it."""

from uuid import UUID

from services.journey.domain.check_ins import CheckIn
from services.journey.domain.journeys import Journey
from shared.database import Transaction
from shared.events import (
    CheckInAnswered,
    CheckInDue,
    CheckInHeld,
    CheckInMissed,
    CheckInMoved,
    ContactTakenBack,
    Event,
)
from shared.outbox import Change
from shared.refusal import NotFound

from .course import journey
from .touch import IN_TOUCH

WRITES: dict[type[Event], Change] = {
    CheckInDue: "INSERT INTO check_in (id, journey_id, due_at, by) VALUES (:check_in_id, :journey_id, :due_at, :by)",
    CheckInAnswered: (
        """
        UPDATE check_in SET feeling = :feeling, please_call = :please_call, words = :words, answered_at = :occurred_at
        WHERE id = :check_in_id AND answered_at IS NULL""",
        IN_TOUCH,
    ),
    CheckInHeld: (
        """
        INSERT INTO check_in AS c (id, journey_id, mode, note, held_at, held_by, touched_before)
        SELECT :check_in_id, id, :mode, :note, :occurred_at, :recorded_by, last_contact_at
        FROM journey WHERE id = :journey_id
        ON CONFLICT (id) DO UPDATE
        SET (mode, note, held_at, held_by, touched_before, taken_back_at)
            = (excluded.mode, excluded.note, excluded.held_at, excluded.held_by, excluded.touched_before, NULL)
        WHERE c.held_at IS NULL""",
        IN_TOUCH,
    ),
    CheckInMoved: """
        UPDATE check_in SET moved_to = :to, moved_at = :occurred_at
        WHERE id = :check_in_id AND journey_id = :journey_id AND held_at IS NULL""",
    CheckInMissed: """
        UPDATE check_in SET missed_reason = :reason, missed_at = :occurred_at
        WHERE id = :check_in_id AND journey_id = :journey_id
          AND held_at IS NULL AND missed_at IS NULL AND answered_at IS NULL""",
    # What was noted with it goes too. If nothing has happened between them since, they were last in touch before it.
    ContactTakenBack: (
        """
        UPDATE check_in SET mode = NULL, note = NULL, held_at = NULL, held_by = NULL, touched_before = NULL,
                            taken_back_at = :occurred_at
        WHERE id = :check_in_id AND journey_id = :journey_id AND held_at IS NOT NULL""",
        """
        UPDATE journey j SET last_contact_at = c.touched_before FROM check_in c
        WHERE c.id = :check_in_id AND j.id = :journey_id AND j.last_contact_at = c.held_at""",
        """
        UPDATE check_in later SET touched_before = c.touched_before FROM check_in c
        WHERE c.id = :check_in_id AND later.journey_id = :journey_id AND later.id <> c.id
          AND later.touched_before = c.held_at""",
    ),
}

STORY: tuple[str, ...] = (
    """
    SELECT answered_at, CASE WHEN please_call THEN 'asked_for_call' ELSE 'answered' END, feeling, words
    FROM check_in WHERE journey_id = $1 AND answered_at IS NOT NULL""",
    """SELECT held_at, 'held', mode, note FROM check_in WHERE journey_id = $1 AND held_at IS NOT NULL""",
    """SELECT moved_at, 'check_in_moved', NULL, NULL FROM check_in WHERE journey_id = $1 AND moved_at IS NOT NULL""",
    """
    SELECT missed_at, 'check_in_missed', missed_reason, NULL FROM check_in
    WHERE journey_id = $1 AND missed_at IS NOT NULL""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""

_CHECK_IN = "SELECT id, due_at, answered_at, held_at, by, moved_to, missed_at, held_by FROM check_in"


async def last_asked(tx: Transaction, journey_id: UUID, most: int) -> list[CheckIn]:
    """The last times the person was asked, newest first."""
    rows = await tx.fetch(
        f"{_CHECK_IN} WHERE journey_id = $1 AND due_at IS NOT NULL ORDER BY due_at DESC LIMIT $2", journey_id, most
    )
    return [CheckIn(**dict(row)) for row in rows]


async def check_in_to_hold(tx: Transaction, journey_id: UUID) -> CheckIn | None:
    """The latest time the person was asked, if nobody has talked with them since."""
    asked = await last_asked(tx, journey_id, 1)
    return asked[0] if asked and asked[0].is_open else None


async def last_contact(tx: Transaction, journey_id: UUID) -> CheckIn | None:
    """The contact that was recorded last."""
    row = await tx.fetchrow(
        f"{_CHECK_IN} WHERE journey_id = $1 AND held_at IS NOT NULL ORDER BY held_at DESC LIMIT 1", journey_id
    )
    return CheckIn(**dict(row)) if row else None


async def check_in_of(tx: Transaction, journey_id: UUID, check_in_id: UUID) -> CheckIn:
    row = await tx.fetchrow(f"{_CHECK_IN} WHERE journey_id = $1 AND id = $2", journey_id, check_in_id)
    if row is None:
        raise NotFound(check_in_id)
    return CheckIn(**dict(row))


async def check_in_to_answer(tx: Transaction, check_in_id: UUID) -> tuple[Journey, CheckIn]:
    """The check-in a person's link names, and the journey it belongs to, both locked."""
    journey_id = await tx.fetchval("SELECT journey_id FROM check_in WHERE id = $1", check_in_id)
    if journey_id is None:
        raise NotFound(check_in_id)
    found = await journey(tx, journey_id)
    return found, await check_in_of(tx, journey_id, check_in_id)
