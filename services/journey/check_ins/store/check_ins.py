"""Each time the person was asked, and what came of it."""

from uuid import UUID

from services.journey.check_ins.rules.check_ins import CheckIn
from services.journey.core.rules.journeys import Journey
from services.journey.core.store.corrections import put_right, taken_back
from services.journey.core.store.journeys import journey
from services.journey.core.store.touch import IN_TOUCH, IN_TOUCH_THEN, THEN
from shared.events import (
    CheckInAnswered,
    CheckInDue,
    CheckInHeld,
    CheckInMissed,
    CheckInMoved,
    ContactCorrected,
    ContactTakenBack,
    Event,
)
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change, Partly

HELD = "WHERE id = :check_in_id AND journey_id = :journey_id AND held_at IS NOT NULL"
WRITES: dict[type[Event], Change] = {
    CheckInDue: Partly(
        "INSERT INTO check_in (id, journey_id, due_at, by) VALUES (:check_in_id, :journey_id, :due_at, :by)",
        {"link_version": "the journey's own, as it stands"},
    ),
    CheckInAnswered: (
        """
        UPDATE check_in SET feeling = :feeling, please_call = :please_call, words = :words, answered_at = :occurred_at
        WHERE id = :check_in_id AND answered_at IS NULL""",
        IN_TOUCH,
    ),
    CheckInHeld: (
        f"""
        INSERT INTO check_in AS c (id, journey_id, mode, note, held_at, held_on, held_by, recorded_at)
        VALUES (:check_in_id, :journey_id, :mode, :note, {THEN}, :happened_on, :recorded_by, :occurred_at)
        ON CONFLICT (id) DO UPDATE
        SET (mode, note, held_at, held_on, held_by, recorded_at, taken_back_at)
            = (excluded.mode, excluded.note, excluded.held_at, excluded.held_on, excluded.held_by, excluded.recorded_at,
               NULL)
        WHERE c.held_at IS NULL""",  # noqa: S608
        IN_TOUCH_THEN,
    ),
    CheckInMoved: """
        UPDATE check_in SET moved_to = :to, moved_at = :occurred_at
        WHERE id = :check_in_id AND journey_id = :journey_id AND held_at IS NULL""",
    CheckInMissed: """
        UPDATE check_in SET missed_reason = :reason, missed_at = :occurred_at
        WHERE id = :check_in_id AND journey_id = :journey_id
          AND held_at IS NULL AND missed_at IS NULL AND answered_at IS NULL""",
    # What was noted with it goes too. When the two were in touch follows from what is left: migration 0017.
    ContactTakenBack: (
        f"""
        UPDATE check_in SET mode = NULL, note = NULL, held_at = NULL, held_on = NULL, held_by = NULL,
                            recorded_at = NULL, taken_back_at = :occurred_at {HELD}""",  # noqa: S608
        taken_back("contact", "mode", f"check_in {HELD}"),
    ),
    ContactCorrected: (
        f"""
        UPDATE check_in SET mode = :mode, note = :note, held_at = {THEN}, held_on = :happened_on {HELD}""",  # noqa: S608
        put_right("contact", "mode", "note", f"check_in {HELD}"),
    ),
}

STORY: tuple[str, ...] = (
    """
    SELECT answered_at, CASE WHEN please_call THEN 'asked_for_call' ELSE 'answered' END, feeling, words
    FROM check_in WHERE journey_id = $1 AND answered_at IS NOT NULL""",
    """
    SELECT held_at, CASE WHEN held_on IS NULL THEN 'held' ELSE 'held_then' END, mode, note FROM check_in
    WHERE journey_id = $1 AND held_at IS NOT NULL""",
    """SELECT moved_at, 'check_in_moved', NULL, NULL FROM check_in WHERE journey_id = $1 AND moved_at IS NOT NULL""",
    """
    SELECT missed_at, 'check_in_missed', missed_reason, NULL FROM check_in
    WHERE journey_id = $1 AND missed_at IS NOT NULL""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""

_CHECK_IN = """
    SELECT id, due_at, answered_at, held_at, by, moved_to, missed_at, held_by, mode, note, held_on,
           coalesce(recorded_at, held_at) AS recorded_at FROM check_in"""


async def last_asked(tx: Transaction, journey_id: UUID, most: int) -> list[CheckIn]:
    """The check-ins that fell due last, the newest first, `most` of them."""
    rows = await tx.fetch(
        f"{_CHECK_IN} WHERE journey_id = $1 AND due_at IS NOT NULL ORDER BY due_at DESC LIMIT $2", journey_id, most
    )
    return [CheckIn(**dict(row)) for row in rows]


async def check_in_to_hold(tx: Transaction, journey_id: UUID) -> CheckIn | None:
    """The latest check-in that fell due, if it is still open: nobody has talked with them since; else None."""
    asked = await last_asked(tx, journey_id, 1)
    return asked[0] if asked and asked[0].is_open else None


async def last_contact(tx: Transaction, journey_id: UUID) -> CheckIn | None:
    """The contact that was recorded last."""
    row = await tx.fetchrow(
        f"{_CHECK_IN} WHERE journey_id = $1 AND held_at IS NOT NULL"
        " ORDER BY coalesce(recorded_at, held_at) DESC LIMIT 1",
        journey_id,
    )
    return CheckIn(**dict(row)) if row else None


async def check_in_of(tx: Transaction, journey_id: UUID, check_in_id: UUID) -> CheckIn:
    """One check-in or contact of this journey by its id; NotFound if it is not there."""
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
