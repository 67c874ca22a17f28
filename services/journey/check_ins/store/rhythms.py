"""The person's rhythm and the pauses in it."""

from uuid import UUID

from services.journey.core.rules.rhythm import Pause
from services.journey.core.store.corrections import taken_back
from shared.events import (
    CheckInRhythmChosen,
    Event,
    JourneyPaused,
    JourneyResumed,
    JourneySteppedDown,
    JourneySteppedUp,
    PauseTakenBack,
)
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

_WORK_OUT_ANEW = "UPDATE journey SET next_due_at = NULL WHERE id = :journey_id"
_THIS = "WHERE id = :pause_id AND journey_id = :journey_id"
_TURN = """
    INSERT INTO turn (id, journey_id, kind, happened_at) VALUES (gen_random_uuid(), :journey_id, '{}', :occurred_at)"""

WRITES: dict[type[Event], Change] = {
    CheckInRhythmChosen: (
        """
        UPDATE journey SET every_weeks = :every_weeks, weekday = :weekday, weekdays = :weekdays, hour = :hour,
                           minute = :minute, rhythm_since = :occurred_at, rhythm_chosen = true, next_due_at = NULL,
                           stepped_down_at = CASE WHEN :every_weeks < every_weeks THEN NULL ELSE stepped_down_at END,
                           step_review_on = CASE WHEN :every_weeks < every_weeks THEN NULL ELSE step_review_on END
        WHERE id = :journey_id"""
    ),
    # Less often begins with the longer time: the first one lies so many weeks ahead.
    JourneySteppedDown: (
        """
        UPDATE journey SET every_weeks = :every_weeks,
                           rhythm_since = cast(:occurred_at AS timestamptz) + make_interval(weeks => :every_weeks - 1),
                           rhythm_chosen = true, next_due_at = NULL, stepped_down_at = :occurred_at,
                           step_review_on = :review_on
        WHERE id = :journey_id""",
        _TURN.format("stepped_down"),
    ),
    JourneySteppedUp: (
        """
        UPDATE journey SET every_weeks = :every_weeks, rhythm_since = :occurred_at, rhythm_chosen = true,
                           next_due_at = NULL, stepped_down_at = NULL, step_review_on = NULL
        WHERE id = :journey_id""",
        _TURN.format("stepped_up"),
    ),
    JourneyPaused: (
        """
        INSERT INTO pause AS p (id, journey_id, from_on, until_on, reason, paused_at)
        VALUES (:pause_id, :journey_id, :from_on, :until_on, :reason, :occurred_at)
        ON CONFLICT (id) DO UPDATE
        SET (from_on, until_on, reason) = (excluded.from_on, excluded.until_on, excluded.reason)
        WHERE p.resumed_at IS NULL AND p.journey_id = excluded.journey_id""",
        _WORK_OUT_ANEW,
    ),
    JourneyResumed: (
        """
        UPDATE pause SET resumed_at = :occurred_at, resumed_on = :resumed_on
        WHERE id = :pause_id AND journey_id = :journey_id AND resumed_at IS NULL""",
        _WORK_OUT_ANEW,
    ),
    PauseTakenBack: (
        f"DELETE FROM pause {_THIS}",  # noqa: S608
        taken_back("pause", "reason", f"pause {_THIS}"),
        _WORK_OUT_ANEW,
    ),
}

STORY: tuple[str, ...] = (
    """SELECT paused_at, 'paused', reason, NULL FROM pause WHERE journey_id = $1""",
    """SELECT resumed_at, 'resumed', NULL, NULL FROM pause WHERE journey_id = $1 AND resumed_at IS NOT NULL""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def pauses(tx: Transaction, journey_id: UUID) -> tuple[Pause, ...]:
    """Every pause there was, is or will be, the earliest first."""
    rows = await tx.fetch(
        """
        SELECT id, from_on, until_on, reason, resumed_at FROM pause
        WHERE journey_id = $1 ORDER BY from_on, paused_at""",
        journey_id,
    )
    return tuple(Pause(**dict(row)) for row in rows)
