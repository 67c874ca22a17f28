"""When a journey opens and closes, and the journey as decisions need it."""

from uuid import UUID

from services.journey.domain.journeys import Journey
from shared.database import Transaction
from shared.events import Event, JourneyClosed, JourneyOpened
from shared.outbox import Change
from shared.refusal import NotFound

WRITES: dict[type[Event], Change] = {
    JourneyOpened: """
        INSERT INTO journey (id, participant_id, referral_id, link_worker_id, opened_at, rhythm_since)
        VALUES (:journey_id, :participant_id, :referral_id, :link_worker_id, :occurred_at, :occurred_at)""",
    JourneyClosed: """
        UPDATE journey SET closed_at = :occurred_at, closing_reason = :reason, closing_planned = :planned
        WHERE id = :journey_id AND closed_at IS NULL""",
}

STORY: tuple[str, ...] = (
    """SELECT opened_at AS at, 'opened' AS kind, NULL AS code, NULL AS words FROM journey WHERE id = $1""",
    """SELECT closed_at, 'closed', closing_reason, NULL FROM journey WHERE id = $1 AND closed_at IS NOT NULL""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def journey(tx: Transaction, journey_id: UUID) -> Journey:
    """The journey, locked."""
    return await _locked(tx, "id = $1", journey_id)


async def latest_journey_of(tx: Transaction, participant_id: UUID) -> Journey | None:
    """The participant's journey, of several the latest, locked; None if it has not opened here yet."""
    try:
        return await _locked(tx, "participant_id = $1 ORDER BY episode DESC LIMIT 1", participant_id)
    except NotFound:
        return None


async def _locked(tx: Transaction, which: str, value: UUID) -> Journey:
    row = await tx.fetchrow(
        f"""
        SELECT id, participant_id, link_worker_id, opened_at, closed_at, link_version
        FROM journey WHERE {which} FOR UPDATE""",  # noqa: S608
        value,
    )
    if row is None:
        raise NotFound(value)
    # Counted by a statement of its own: one that had to wait for the lock would count what was there before it waited.
    in_progress = await tx.fetchval(
        "SELECT count(*) FROM goal WHERE journey_id = $1 AND reached_at IS NULL AND let_go_at IS NULL", row["id"]
    )
    consents = await tx.fetch(
        "SELECT purpose, id FROM consent WHERE journey_id = $1 AND withdrawn_at IS NULL", row["id"]
    )
    return Journey(**dict(row), goals_in_progress=in_progress, consents={c["purpose"]: c["id"] for c in consents})
