"""What the person agrees to, and the links they hold."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record

from services.journey.core.store.touch import IN_TOUCH
from shared.events import ConsentGiven, ConsentWithdrawn, Event
from shared.events.journey import Purpose
from shared.persistence import shown
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

WRITES: dict[type[Event], Change] = {
    ConsentGiven: (
        """
        INSERT INTO consent (id, journey_id, purpose, method, wording, given_at)
        VALUES (:consent_id, :journey_id, :purpose, :method, :wording, :occurred_at)""",
        IN_TOUCH,
    ),
    # Whoever does not agree to working together any more is not asked later either.
    ConsentWithdrawn: (
        """
        INSERT INTO consent AS c (id, journey_id, purpose, withdrawn_at, withdrawn_by)
        VALUES (:consent_id, :journey_id, :purpose, :occurred_at, :told_by)
        ON CONFLICT (id) DO UPDATE SET (withdrawn_at, withdrawn_by) = (excluded.withdrawn_at, excluded.withdrawn_by)
        WHERE c.withdrawn_at IS NULL""",
        "UPDATE journey SET follow_up_on = NULL WHERE id = :journey_id AND cast(:purpose AS text) = 'service'",
    ),
}

STORY: tuple[str, ...] = (
    """
    SELECT given_at, 'consent_given', purpose, NULL FROM consent WHERE journey_id = $1 AND given_at IS NOT NULL""",
    """
    SELECT withdrawn_at, 'consent_withdrawn' || CASE WHEN withdrawn_by = 'participant' THEN '_alone' ELSE '' END,
           purpose, NULL
    FROM consent WHERE journey_id = $1 AND withdrawn_at IS NOT NULL""",
    """
    SELECT links_revoked_at, 'links_revoked', NULL, NULL
    FROM journey WHERE id = $1 AND links_revoked_at IS NOT NULL""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def consents(tx: Transaction, journey_id: UUID) -> dict[str, Record]:
    """For each purpose the latest consent: purpose -> method, wording, given_at, withdrawn_at."""
    rows = await tx.fetch(
        """
        SELECT DISTINCT ON (purpose) purpose, method, wording, given_at, withdrawn_at FROM consent WHERE journey_id = $1
        ORDER BY purpose, withdrawn_at DESC NULLS FIRST""",
        journey_id,
    )
    return {row["purpose"]: row for row in rows}


async def given_for(
    tx: Transaction, participant_id: UUID, purpose: Purpose, *, until: datetime | None = None
) -> list[tuple[UUID, UUID]]:
    """(journey, consent) of every consent to that purpose that holds, on all their journeys, locked.

    `until`: only those that were given up to then.
    """
    rows = await tx.fetch(
        """
        SELECT c.journey_id, c.id FROM consent c JOIN journey j ON j.id = c.journey_id
        WHERE j.participant_id = $1 AND c.purpose = $2 AND c.withdrawn_at IS NULL
          AND c.given_at <= coalesce($3, timestamptz 'infinity')
        ORDER BY j.episode FOR UPDATE OF c""",
        participant_id,
        purpose,
        until,
    )
    return [(row["journey_id"], row["id"]) for row in rows]


async def messages_stopped(tx: Transaction, journey_id: UUID) -> bool:
    """Whether the last word about messages was: stop."""
    return bool(
        await tx.fetchval(
            """
            SELECT withdrawn_at IS NOT NULL FROM consent WHERE journey_id = $1 AND purpose = 'messages'
            ORDER BY withdrawn_at DESC NULLS FIRST LIMIT 1""",
            journey_id,
        )
    )


async def revoke_links(tx: Transaction, journey_id: UUID, at: datetime) -> None:
    """Switch off every link sent so far, by counting up `link_version`.

    Only this service reads these links, so nobody is told.
    """
    await tx.execute(
        "UPDATE journey SET link_version = link_version + 1, links_revoked_at = $2 WHERE id = $1", journey_id, at
    )
    await tx.execute(shown.withdrawn("SELECT id FROM check_in WHERE journey_id = $1"), journey_id)
