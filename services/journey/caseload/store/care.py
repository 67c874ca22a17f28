"""A link worker's own week: the supervision that practice tells of, and what they carry of what is known here.

All of it is asked of one link worker at a time, along indexes: it takes no longer with 50,000 people in a Local.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.journey.caseload.rules.care import Supervision
from shared.events import SupervisionHeld, SupervisionPlanned, SupervisionTakenBack
from shared.persistence.database import Transaction
from shared.rules.workload import NEW, WEEK, Workload


async def keep_supervision_held(tx: Transaction, held: SupervisionHeld) -> None:
    """Keep that a supervision was held; the latest counts, whichever is heard last."""
    await tx.execute(
        """
        INSERT INTO supervision_held (supervision_id, link_worker_id, held_at) VALUES ($1, $2, $3)
        ON CONFLICT DO NOTHING""",
        held.supervision_id,
        held.link_worker_id,
        held.occurred_at,
    )


async def take_supervision_back(tx: Transaction, told: SupervisionTakenBack) -> None:
    """Mark a supervision as taken back, whether that it was held is heard before this or after it.

    One that is known without its id goes, too.
    """
    await tx.execute(
        """
        INSERT INTO supervision_held (supervision_id, link_worker_id, held_at, taken_back) VALUES ($1, $2, $3, true)
        ON CONFLICT (supervision_id) DO UPDATE SET taken_back = true""",
        told.supervision_id,
        told.link_worker_id,
        told.held_at,
    )
    await tx.execute(
        "DELETE FROM supervision_held WHERE supervision_id = $1 AND link_worker_id = $1 AND held_at = $2",
        told.link_worker_id,
        told.held_at,
    )


async def keep_supervision_planned(tx: Transaction, planned: SupervisionPlanned) -> None:
    """Keep the day of the next supervision; the plan made last counts, whichever is heard last."""
    await tx.execute(
        """
        INSERT INTO supervision AS s (link_worker_id, planned_on, planned_at) VALUES ($1, $2, $3)
        ON CONFLICT (link_worker_id) DO UPDATE
        SET (planned_on, planned_at) = (excluded.planned_on, excluded.planned_at)
        WHERE s.planned_at IS NULL OR s.planned_at <= excluded.planned_at""",
        planned.link_worker_id,
        planned.on,
        planned.occurred_at,
    )


async def supervision_of(tx: Transaction, link_workers: Sequence[UUID]) -> dict[UUID, Supervision]:
    """What was heard of each link worker's supervision; an empty `Supervision` where nothing was heard."""
    rows = await tx.fetch(
        """
        SELECT id, (SELECT max(held_at) FROM supervision_held
                    WHERE link_worker_id = id AND NOT taken_back) AS last_held_at,
               (SELECT planned_on FROM supervision WHERE link_worker_id = id) AS planned_on
        FROM unnest($1::uuid[]) AS id""",
        list(link_workers),
    )
    return {row["id"]: Supervision(row["last_held_at"], row["planned_on"]) for row in rows}


async def load_of(tx: Transaction, link_worker_id: UUID, now: datetime) -> Workload:
    """A link worker's workload now: open journeys, new ones, and this week's talks and hard answers.

    Whoever takes somebody over begins with them anew.
    """
    row = await tx.fetchrow(
        """
        SELECT count(*) AS walking_with, count(*) FILTER (WHERE since >= $2) AS opened_lately,
               count(*) FILTER (WHERE talked_at IS NULL OR since > opened_at AND talked_at < since) AS no_talk_yet,
               coalesce(sum(talks), 0)::int AS talks, coalesce(sum(hard), 0)::int AS hard
        FROM (
            SELECT j.opened_at, coalesce(
                       (SELECT max(happened_at) FROM turn WHERE journey_id = j.id AND kind = 'handed_over'),
                       j.opened_at) AS since,
                   greatest((SELECT max(held_at) FROM check_in WHERE journey_id = j.id AND held_at IS NOT NULL),
                            (SELECT max(held_at) FROM debrief WHERE journey_id = j.id)) AS talked_at,
                   (SELECT count(*) FROM check_in WHERE journey_id = j.id AND held_at >= $3)
                   + (SELECT count(*) FROM debrief WHERE journey_id = j.id AND held_at >= $3) AS talks,
                   (SELECT count(*) FROM check_in WHERE journey_id = j.id AND answered_at >= $3
                                                        AND (feeling = 'hard' OR please_call)) AS hard
            FROM journey j WHERE j.link_worker_id = $1 AND j.closed_at IS NULL) walk""",
        link_worker_id,
        now - NEW,
        now - WEEK,
    )
    assert row is not None, "an aggregate always has a row"
    return Workload(link_worker_id, **dict(row))
