"""Who walks with somebody and whether their journey is open, in the one row a person.

What comes late may only stop a message, never start one.
"""

from shared.events import (
    JourneyClosed,
    JourneyHandedOver,
    JourneyOpened,
    JourneyReopened,
    JourneyTakenBack,
)
from shared.persistence.database import Transaction
from shared.persistence.log_order import where_it_lies


async def keep_journey(tx: Transaction, opened: JourneyOpened) -> None:
    """Keep the journey that opened and its link worker. A handover of it that was heard before stays."""
    lies = where_it_lies(tx)
    await tx.execute(
        """
        INSERT INTO contact AS c (participant_id, journey_id, link_worker_id, journey_open, journey_at, journey_lies)
        VALUES ($1, $2, $3, true, $4, $5)
        ON CONFLICT (participant_id) DO UPDATE
        SET link_worker_id = CASE WHEN c.journey_id = $2 AND c.with_lies IS NOT NULL THEN c.link_worker_id ELSE $3 END,
            with_lies = CASE WHEN c.journey_id = $2 THEN c.with_lies END,
            journey_id = $2, journey_open = true, journey_at = $4, journey_lies = $5
        WHERE coalesce(c.journey_lies, -1) < $6""",
        opened.participant_id,
        opened.journey_id,
        opened.link_worker_id,
        opened.occurred_at,
        lies.offset,
        lies.after,
    )


async def keep_new_episode(tx: Transaction, opened: JourneyOpened) -> None:
    """End the agreement to messages of somebody who has set out anew: they are asked anew."""
    lies = where_it_lies(tx)
    await tx.execute(
        """
        UPDATE contact
        SET agreed = false, consent_at = greatest(consent_at, $2), consent_lies = greatest(consent_lies, $3)
        WHERE participant_id = $1 AND coalesce(consent_lies, -1) < $4""",
        opened.participant_id,
        opened.occurred_at,
        lies.offset,
        lies.after,
    )


async def keep_reopening(tx: Transaction, reopened: JourneyReopened) -> None:
    """Keep that a journey goes on, unless a later closing was heard: what comes late starts nothing."""
    lies = where_it_lies(tx)
    await tx.execute(
        """
        UPDATE contact SET journey_open = true, journey_at = $3, journey_lies = $4
        WHERE participant_id = $1 AND journey_id = $2 AND coalesce(journey_lies, -1) < $5""",
        reopened.participant_id,
        reopened.journey_id,
        reopened.occurred_at,
        lies.offset,
        lies.after,
    )


async def keep_handover(tx: Transaction, handed_over: JourneyHandedOver) -> None:
    """Keep who walks with somebody now. A handover that lies after this one stays.

    Where its journey has not opened here yet, it holds once that has.
    """
    lies = where_it_lies(tx)
    await tx.execute(
        """
        INSERT INTO contact AS c (participant_id, journey_id, link_worker_id, with_lies) VALUES ($1, $2, $3, $4)
        ON CONFLICT (participant_id) DO UPDATE
        SET journey_id = $2, link_worker_id = $3, with_lies = $4,
            journey_open = CASE WHEN c.journey_id = $2 THEN c.journey_open END
        WHERE coalesce(c.with_lies, -1) < $5 AND (c.journey_id = $2 OR coalesce(c.journey_lies, -1) < $5)""",
        handed_over.participant_id,
        handed_over.journey_id,
        handed_over.link_worker_id,
        lies.offset,
        lies.after,
    )


async def keep_closing(tx: Transaction, closed: JourneyClosed) -> None:
    """Keep that a journey has closed, also one that comes late; nothing changes if they are on another journey."""
    await tx.execute(
        """
        INSERT INTO contact AS c (participant_id, journey_id, journey_open, journey_at, journey_lies)
        VALUES ($1, $2, false, $3, $4)
        ON CONFLICT (participant_id) DO UPDATE
        SET journey_id = $2, journey_open = false, journey_at = greatest(c.journey_at, $3),
            journey_lies = greatest(c.journey_lies, $4)
        WHERE coalesce(c.journey_id, $2) = $2""",
        closed.participant_id,
        closed.journey_id,
        closed.occurred_at,
        where_it_lies(tx).offset,
    )


async def keep_taking_back(tx: Transaction, told: JourneyTakenBack) -> None:
    """Forget a journey that had opened by mistake: nobody walks with them.

    An opening that lies before this opens it no more.
    """
    await tx.execute(
        """
        INSERT INTO contact AS c (participant_id, journey_open, journey_at, journey_lies) VALUES ($1, false, $3, $4)
        ON CONFLICT (participant_id) DO UPDATE
        SET journey_id = NULL, link_worker_id = NULL, with_lies = NULL, journey_open = false,
            journey_at = greatest(c.journey_at, $3), journey_lies = greatest(c.journey_lies, $4)
        WHERE coalesce(c.journey_id, $2) = $2""",
        told.participant_id,
        told.journey_id,
        told.occurred_at,
        where_it_lies(tx).offset,
    )
