"""Tries to reach somebody: the link worker's own, and what intake noted, as it was heard."""

from uuid import UUID

from shared.events import (
    ContactTried,
    ContactTryTakenBack,
    Event,
    ReferralContactCorrected,
    ReferralContactNoted,
    ReferralContactTakenBack,
)
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.log_order import where_it_lies
from shared.persistence.outbox import Change

from .rules import Attempt

WRITES: dict[type[Event], Change] = {
    ContactTried: """
        INSERT INTO attempt (id, journey_id, way, outcome, happened_at, whole_day, note, noted_by, noted_at)
        SELECT :attempt_id, j.id, :way, :outcome, :happened_at, :whole_day, :note, :noted_by, :occurred_at
        FROM journey j WHERE j.id = :journey_id""",
    # Its words go: they may be about somebody else.
    ContactTryTakenBack: """
        UPDATE attempt SET taken_back_at = :occurred_at, taken_back_by = :taken_back_by, note = NULL
        WHERE id = :attempt_id AND journey_id = :journey_id AND taken_back_at IS NULL""",
}

STORY: tuple[str, ...] = (
    """
    SELECT happened_at, CASE WHEN whole_day THEN 'tried_then' ELSE 'tried' END, way || ' ' || outcome, note
    FROM attempt WHERE journey_id = $1 AND taken_back_at IS NULL""",
    """
    SELECT taken_back_at, 'try_taken_back', NULL, NULL FROM attempt
    WHERE journey_id = $1 AND taken_back_at IS NOT NULL""",
    """
    SELECT e.happened_at, CASE WHEN e.whole_day THEN 'intake_tried_then' ELSE 'intake_tried' END,
           e.way || ' ' || e.outcome, NULL
    FROM early_contact e JOIN journey j USING (participant_id) WHERE j.id = $1 AND NOT e.taken_back""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def attempts(tx: Transaction, journey_id: UUID) -> list[Attempt]:
    """Everything noted of reaching them that stands, intake's too, the latest first."""
    rows = await tx.fetch(
        """
        SELECT id, way, outcome, happened_at, whole_day, true AS is_ours FROM attempt
        WHERE journey_id = $1 AND taken_back_at IS NULL
        UNION ALL
        SELECT e.id, e.way, e.outcome, e.happened_at, e.whole_day, false
        FROM early_contact e JOIN journey j USING (participant_id) WHERE j.id = $1 AND NOT e.taken_back
        ORDER BY happened_at DESC, id""",
        journey_id,
    )
    return [Attempt(**row) for row in rows]


async def stands(tx: Transaction, journey_id: UUID, attempt_id: UUID) -> bool:
    """Whether a try of this journey has not been taken back; NotFound if there is none."""
    found = await tx.fetchval(
        "SELECT taken_back_at IS NULL FROM attempt WHERE id = $1 AND journey_id = $2 FOR UPDATE", attempt_id, journey_id
    )
    if found is None:
        raise NotFound(attempt_id)
    return found is True


async def note_early_contact(tx: Transaction, told: ReferralContactNoted | ReferralContactCorrected) -> None:
    """Keep what intake noted of reaching somebody; what lies later on the log stays."""
    lies = where_it_lies(tx)
    await tx.execute(
        """
        INSERT INTO early_contact AS e (id, participant_id, way, outcome, happened_at, whole_day, lies)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (id) DO UPDATE
        SET (way, outcome, happened_at, whole_day, lies)
            = (excluded.way, excluded.outcome, excluded.happened_at, excluded.whole_day, excluded.lies)
        WHERE e.lies < $8""",
        told.contact_id,
        told.participant_id,
        told.way,
        told.outcome,
        told.happened_at,
        told.whole_day,
        lies.offset,
        lies.after,
    )


async def forget_early_contact(tx: Transaction, told: ReferralContactTakenBack) -> bool:
    """Let a contact count no more that intake had noted by mistake; False if it is not known here yet."""
    found = await tx.fetchval(
        "UPDATE early_contact SET taken_back = true WHERE id = $1 RETURNING true", told.contact_id
    )
    return found is True
