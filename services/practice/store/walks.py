"""Who walks with whom, how often they talk, and what that fills of a week."""

from datetime import datetime
from uuid import UUID, uuid5

from shared.events import (
    JourneyClosed,
    JourneyHandedOver,
    JourneyOpened,
    JourneyReopened,
    JourneyTakenBack,
)
from shared.persistence.database import Transaction
from shared.persistence.log_order import where_it_lies
from shared.rules.workload import NEW, WEEK, Workload


async def keep_opening(tx: Transaction, opened: JourneyOpened) -> None:
    """Record who supports a person from the opening of the journey on.

    A handover that was heard before lies after it on the log, and stays.
    """
    await tx.execute(
        """
        INSERT INTO walk AS w (journey_id, link_worker_id, opened_at, with_since) VALUES ($1, $2, $3, $3)
        ON CONFLICT (journey_id) DO UPDATE
        SET link_worker_id = CASE WHEN w.with_lies IS NULL THEN $2 ELSE w.link_worker_id END,
            with_since = CASE WHEN w.with_lies IS NULL THEN $3 ELSE w.with_since END, opened_at = $3""",
        opened.journey_id,
        opened.link_worker_id,
        opened.occurred_at,
    )


async def keep_turn(tx: Transaction, turn: JourneyClosed | JourneyReopened) -> None:
    """Record that a journey has ended, or goes on again. An end or reopening later on the log stays."""
    lies = where_it_lies(tx)
    await tx.execute(
        """
        INSERT INTO walk AS w (journey_id, closed_at, turned_lies) VALUES ($1, $2, $3)
        ON CONFLICT (journey_id) DO UPDATE SET closed_at = $2, turned_lies = $3
        WHERE coalesce(w.turned_lies, -1) < $4""",
        turn.journey_id,
        turn.occurred_at if isinstance(turn, JourneyClosed) else None,
        lies.offset,
        lies.after,
    )


async def keep_handover(tx: Transaction, handed_over: JourneyHandedOver) -> None:
    """Record that another link worker took a journey over. A handover later on the log stays."""
    lies = where_it_lies(tx)
    await tx.execute(
        """
        INSERT INTO walk AS w (journey_id, link_worker_id, with_since, with_lies) VALUES ($1, $2, $3, $4)
        ON CONFLICT (journey_id) DO UPDATE SET link_worker_id = $2, with_since = $3, with_lies = $4
        WHERE coalesce(w.with_lies, -1) < $5""",
        handed_over.journey_id,
        handed_over.link_worker_id,
        handed_over.occurred_at,
        lies.offset,
        lies.after,
    )


async def forget_walk(tx: Transaction, told: JourneyTakenBack) -> bool:
    """Delete a journey that was opened by mistake. False if it is not known here yet."""
    return await tx.fetchval("DELETE FROM walk WHERE journey_id = $1 RETURNING true", told.journey_id) is True


async def keep_contact(tx: Transaction, what: UUID, journey_id: UUID, kind: str, at: datetime) -> None:
    """Count a talk, a debrief or a hard answer (`kind`: talk, debrief, hard) once for the event `what`.

    A talk or a debrief is the first contact if it is the earliest.
    """
    await tx.execute(
        "INSERT INTO contact (contact_id, journey_id, kind, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
        uuid5(what, kind),
        journey_id,
        kind,
        at,
    )
    if kind != "hard":
        await tx.execute(
            """
            INSERT INTO walk AS w (journey_id, first_contact_at) VALUES ($1, $2)
            ON CONFLICT (journey_id) DO UPDATE SET first_contact_at = least(w.first_contact_at, $2)""",
            journey_id,
            at,
        )


async def forget_talk(tx: Transaction, what: UUID, journey_id: UUID) -> None:
    """Delete a talk that did not take place; the first contact becomes the earliest that is left."""
    await tx.execute("DELETE FROM contact WHERE contact_id = $1", uuid5(what, "talk"))
    await _count_the_first_anew(tx, journey_id)


async def move_contact(tx: Transaction, what: UUID, journey_id: UUID, kind: str, at: datetime) -> None:
    """Move a talk or a debrief to another day; the first contact is found anew."""
    await tx.execute("UPDATE contact SET at = $2 WHERE contact_id = $1", uuid5(what, kind), at)
    await _count_the_first_anew(tx, journey_id)


async def _count_the_first_anew(tx: Transaction, journey_id: UUID) -> None:
    await tx.execute(
        """
        UPDATE walk SET first_contact_at = (SELECT min(at) FROM contact WHERE journey_id = $1 AND kind <> 'hard')
        WHERE journey_id = $1""",
        journey_id,
    )


async def loads(tx: Transaction, link_workers: list[UUID], now: datetime) -> list[Workload]:
    """Each link worker's workload now, in the order asked for; one without people has zeros."""
    rows = await tx.fetch(
        """
        SELECT w.link_worker_id, count(*) AS walking_with,
               count(*) FILTER (WHERE w.with_since >= $2) AS opened_lately,
               count(*) FILTER (WHERE w.first_contact_at IS NULL OR w.with_since > w.opened_at AND NOT EXISTS (
                   SELECT FROM contact t WHERE t.journey_id = w.journey_id AND t.kind <> 'hard' AND t.at >= w.with_since
               )) AS no_talk_yet,
               coalesce(sum(c.talks), 0)::int AS talks, coalesce(sum(c.hard), 0)::int AS hard
        FROM walk w LEFT JOIN (
            SELECT journey_id, count(*) FILTER (WHERE kind <> 'hard') AS talks,
                   count(*) FILTER (WHERE kind = 'hard') AS hard
            FROM contact WHERE at >= $3 GROUP BY journey_id) c USING (journey_id)
        WHERE w.link_worker_id = ANY($1) AND w.closed_at IS NULL
        GROUP BY w.link_worker_id""",
        link_workers,
        now - NEW,
        now - WEEK,
    )
    found = {row["link_worker_id"]: Workload(**row) for row in rows}
    return [found.get(link_worker, Workload(link_worker)) for link_worker in link_workers]
