"""The journeys that began with a referral, as heard of."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events import (
    JourneyClosed,
    JourneyHandedOver,
    JourneyOpened,
    JourneyReopened,
    JourneyStays,
    JourneyTakenBack,
)
from shared.persistence.database import Transaction
from shared.persistence.log_order import where_it_lies


@dataclass(frozen=True)
class Journey:
    """A journey as heard of."""

    opened_at: datetime
    closed_at: datetime | None


async def journeys(tx: Transaction, referral_id: UUID) -> list[Journey]:
    """The journeys that began with a referral, the first one first."""
    rows = await tx.fetch(
        "SELECT opened_at, closed_at FROM journey WHERE referral_id = $1 ORDER BY opened_at, id", referral_id
    )
    return [Journey(**row) for row in rows]


async def loads(tx: Transaction) -> dict[UUID, int]:
    """How many people each link worker walks with: open journeys, and people just given to them."""
    rows = await tx.fetch(
        """
        SELECT link_worker_id, count(*) AS people FROM (
            SELECT link_worker_id FROM journey WHERE closed_at IS NULL
            UNION ALL
            SELECT r.link_worker_id FROM referral r
            WHERE r.state = 'accepted' AND NOT EXISTS (SELECT FROM journey j WHERE j.referral_id = r.id)) AS walks
        GROUP BY link_worker_id"""
    )
    return {row["link_worker_id"]: row["people"] for row in rows}


async def note_journey_opened(tx: Transaction, told: JourneyOpened) -> None:
    """Keep a journey that opened, the referral it began with and its link worker; told again, nothing changes."""
    await tx.execute(
        """
        INSERT INTO journey (id, referral_id, link_worker_id, opened_at, with_since) VALUES ($1, $2, $3, $4, $4)
        ON CONFLICT (id) DO NOTHING""",
        told.journey_id,
        told.referral_id,
        told.link_worker_id,
        told.occurred_at,
    )


async def note_journey_goes_on(tx: Transaction, told: JourneyReopened) -> bool:
    """Mark a journey open again; False if it is not known here yet. An end that lies after this on the log stays."""
    lies = where_it_lies(tx)
    found = await tx.fetchval(
        """
        UPDATE journey SET closed_at = CASE WHEN coalesce(turned_lies, -1) < $3 THEN NULL ELSE closed_at END,
                           turned_lies = greatest(turned_lies, $2)
        WHERE id = $1 RETURNING true""",
        told.journey_id,
        lies.offset,
        lies.after,
    )
    return found is True


async def note_handover(tx: Transaction, told: JourneyHandedOver) -> bool:
    """Change a journey's link worker; False if it is not known here yet. A handover that lies after this stays."""
    lies = where_it_lies(tx)
    found = await tx.fetchval(
        """
        UPDATE journey SET link_worker_id = CASE WHEN coalesce(with_lies, -1) < $5 THEN $2 ELSE link_worker_id END,
                           with_since = CASE WHEN coalesce(with_lies, -1) < $5 THEN $3 ELSE with_since END,
                           with_lies = greatest(with_lies, $4)
        WHERE id = $1 RETURNING true""",
        told.journey_id,
        told.link_worker_id,
        told.occurred_at,
        lies.offset,
        lies.after,
    )
    return found is True


async def note_journey_closed(tx: Transaction, told: JourneyClosed) -> bool:
    """Mark a journey closed; False if it is not known here yet. If it has gone on since, it goes on."""
    lies = where_it_lies(tx)
    found = await tx.fetchval(
        """
        UPDATE journey SET closed_at = CASE WHEN coalesce(turned_lies, -1) < $4 THEN $2 ELSE closed_at END,
                           turned_lies = greatest(turned_lies, $3)
        WHERE id = $1 RETURNING true""",
        told.journey_id,
        told.occurred_at,
        lies.offset,
        lies.after,
    )
    return found is True


async def forget_journey(tx: Transaction, told: JourneyTakenBack) -> bool:
    """Delete a journey that had opened by mistake; False if it is not known here yet."""
    return await tx.fetchval("DELETE FROM journey WHERE id = $1 RETURNING true", told.journey_id) is True


async def note_that_it_stays(tx: Transaction, told: JourneyStays) -> None:
    """Note since when it is known that an acceptance which was asked back stays; the first telling counts."""
    await tx.execute(
        "UPDATE referral SET stays_since = coalesce(stays_since, $3) WHERE id = $1 AND asked_back_id = $2",
        told.referral_id,
        told.taking_back_id,
        told.occurred_at,
    )
