"""When a journey opens, ends, goes on, begins anew and changes hands."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record

from services.journey.core.store.corrections import taken_back
from shared.events import (
    Event,
    FollowUpHeld,
    FollowUpTakenBack,
    JourneyClosed,
    JourneyHandedOver,
    JourneyOpened,
    JourneyReopened,
    JourneysErased,
)
from shared.kernel.refusal import NotFound
from shared.persistence import shown
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change, Partly

ASKED = "WHERE id = :follow_up_id AND journey_id = :journey_id AND kind = 'followed_up'"
WRITES: dict[type[Event], Change] = {
    # Until the rows go, which is in the same transaction.
    JourneysErased: Partly(
        "UPDATE journey SET links_revoked_at = :occurred_at WHERE participant_id = :participant_id",
        {"journey_ids": "the journeys of the person, found by whom it is about"},
    ),
    # Whoever walks with the person now may read what came before.
    JourneyOpened: (
        """
        INSERT INTO journey (id, participant_id, referral_id, link_worker_id, opened_at, rhythm_since, episode,
                             earlier_journey_id)
        VALUES (:journey_id, :participant_id, :referral_id, :link_worker_id, :occurred_at, :occurred_at, :episode,
                :earlier_journey_id)""",
        "UPDATE journey SET link_worker_id = :link_worker_id WHERE participant_id = :participant_id",
    ),
    JourneyClosed: (
        """
        UPDATE journey SET closed_at = :occurred_at, closing_reason = :reason, closing_planned = :planned,
                           completion_status = :completion_status, follow_up_on = :follow_up_on, followed_up_at = NULL,
                           rests_for = :joining_id
        WHERE id = :journey_id AND closed_at IS NULL""",
        """
        INSERT INTO turn (id, journey_id, kind, code, happened_at)
        VALUES (gen_random_uuid(), :journey_id,
                CASE WHEN cast(:joining_id AS uuid) IS NULL THEN 'closed' ELSE 'rests' END, :reason, :occurred_at)""",
        shown.withdrawn("SELECT id FROM check_in WHERE journey_id = :journey_id"),
    ),
    FollowUpHeld: (
        "UPDATE journey SET followed_up_at = :occurred_at WHERE id = :journey_id AND closed_at IS NOT NULL",
        """
        INSERT INTO turn (id, journey_id, kind, code, words, happened_at)
        VALUES (:follow_up_id, :journey_id, 'followed_up', :outcome, :note, :occurred_at)""",
    ),
    # If somebody else asked since the end, that stands.
    FollowUpTakenBack: (
        f"DELETE FROM turn {ASKED}",  # noqa: S608
        taken_back("follow_up", "code", f"turn {ASKED}"),
        """
        UPDATE journey SET followed_up_at = (
            SELECT max(happened_at) FROM turn t
            WHERE t.journey_id = journey.id AND t.kind = 'followed_up' AND t.id <> :follow_up_id
              AND t.happened_at >= journey.closed_at)
        WHERE id = :journey_id AND closed_at IS NOT NULL""",
    ),
    # The clock begins anew: what would have fallen due meanwhile is not asked.
    JourneyReopened: (
        """
        UPDATE journey SET closed_at = NULL, closing_reason = NULL, closing_planned = NULL, completion_status = NULL,
                           follow_up_on = NULL, followed_up_at = NULL, next_due_at = NULL, told_until = :occurred_at,
                           rests_for = NULL
        WHERE id = :journey_id AND closed_at IS NOT NULL
          AND rests_for IS NOT DISTINCT FROM cast(:joining_id AS uuid)""",
        """
        INSERT INTO turn (id, journey_id, kind, code, happened_at)
        VALUES (:reopening_id, :journey_id,
                CASE WHEN cast(:joining_id AS uuid) IS NULL THEN 'reopened' ELSE 'came_back' END, :reason,
                :occurred_at)""",
    ),
    JourneyHandedOver: (
        """
        UPDATE journey SET link_worker_id = :link_worker_id
        WHERE participant_id = :participant_id AND EXISTS (
            SELECT FROM journey j
            WHERE j.id = :journey_id AND j.link_worker_id = :earlier_link_worker_id AND j.closed_at IS NULL)""",
        """
        INSERT INTO turn (id, journey_id, kind, words, happened_at, by_id)
        VALUES (:handover_id, :journey_id, 'handed_over', :note, :occurred_at, :earlier_link_worker_id)""",
    ),
}

STORY: tuple[str, ...] = (
    """SELECT opened_at AS at, 'opened' AS kind, NULL AS code, NULL AS words FROM journey WHERE id = $1""",
    """SELECT happened_at, kind, code, words FROM turn WHERE journey_id = $1""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def follow_up_held(tx: Transaction, journey_id: UUID, follow_up_id: UUID) -> datetime:
    """When a follow-up after the end was held; NotFound if this journey has none of that id."""
    at: datetime | None = await tx.fetchval(
        "SELECT happened_at FROM turn WHERE id = $1 AND journey_id = $2 AND kind = 'followed_up'",
        follow_up_id, journey_id,
    )  # fmt: skip
    if at is None:
        raise NotFound(follow_up_id)
    return at


async def course(tx: Transaction, journey_id: UUID) -> Record | None:
    """How the journey stands: its end, its follow-up, and the journeys before and after it."""
    return await tx.fetchrow(
        """
        SELECT j.closed_at, j.closing_reason, j.closing_planned, j.completion_status, j.follow_up_on, j.followed_up_at,
               j.episode, j.earlier_journey_id, later.id AS later_journey_id
        FROM journey j LEFT JOIN journey later ON later.earlier_journey_id = j.id WHERE j.id = $1""",
        journey_id,
    )


async def handover_note(tx: Transaction, journey_id: UUID) -> Record | None:
    """The note of the last handing over, while the next link worker has not read it."""
    return await tx.fetchrow(
        """
        SELECT id, words, happened_at, by_id FROM turn
        WHERE journey_id = $1 AND kind = 'handed_over' AND read_at IS NULL ORDER BY happened_at DESC LIMIT 1""",
        journey_id,
    )


async def read_handover_note(tx: Transaction, journey_id: UUID, at: datetime) -> None:
    """Mark the handover notes of a journey as read by whoever walks with the person now.

    Nobody else needs to hear of it.
    """
    await tx.execute(
        "UPDATE turn SET read_at = $2 WHERE journey_id = $1 AND kind = 'handed_over' AND read_at IS NULL",
        journey_id,
        at,
    )


async def people_by_worker(tx: Transaction) -> dict[UUID, int]:
    """How many people each link worker walks with now, those who have left too."""
    rows = await tx.fetch(
        "SELECT link_worker_id, count(*) AS people FROM journey WHERE closed_at IS NULL GROUP BY link_worker_id"
    )
    return {row["link_worker_id"]: row["people"] for row in rows}


async def to_hand_over(tx: Transaction, link_worker_id: UUID) -> list[Record]:
    """Everybody on an open journey with that link worker, by name."""
    return await tx.fetch(
        """
        SELECT j.id, coalesce(k.preferred_name, k.name, 'Someone new') AS called, j.last_contact_at, coalesce(
                   (SELECT max(happened_at) FROM turn WHERE journey_id = j.id AND kind = 'handed_over'), j.opened_at
               ) AS together_since
        FROM journey j LEFT JOIN card k USING (participant_id)
        WHERE j.link_worker_id = $1 AND j.closed_at IS NULL ORDER BY called, j.id""",
        link_worker_id,
    )
