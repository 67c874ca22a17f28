"""Supervisions: noted, taken back, planned, and how each link worker is looked after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from services.practice.domain.supervision import SupervisionRecord
from shared.events import SupervisionHeld, SupervisionPlanned, SupervisionTakenBack
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Partly, recorder
from shared.rules.supervision import next_on

record = recorder(
    {
        SupervisionHeld: """
            INSERT INTO supervision (supervision_id, link_worker_id, held_at, kind, minutes, note)
            VALUES (:supervision_id, :link_worker_id, :occurred_at, :kind, :minutes, :note)""",
        SupervisionTakenBack: Partly(
            """
            UPDATE supervision SET taken_back_at = :occurred_at, note = NULL
            WHERE supervision_id = :supervision_id AND link_worker_id = :link_worker_id AND taken_back_at IS NULL""",
            {"held_at": "the supervision's own"},
        ),
        SupervisionPlanned: """
            INSERT INTO meeting (link_worker_id, next_on) VALUES (:link_worker_id, :on)
            ON CONFLICT (link_worker_id) DO UPDATE SET next_on = excluded.next_on""",
    }
)


@dataclass(frozen=True)
class Care:
    """A link worker's supervision: the last one, the next one planned, and since when they support anybody."""

    last_at: datetime | None
    next_on: date | None
    """The day they mean to meet, until they have; it may be over."""
    since: datetime | None
    """When they first began to walk with somebody."""


async def care(tx: Transaction, link_workers: list[UUID], zone: ZoneInfo) -> dict[UUID, Care]:
    """Each link worker's last and next supervision, by id. Days are those of `zone`."""
    rows = await tx.fetch(
        """
        SELECT id, (SELECT max(held_at) FROM supervision
                    WHERE link_worker_id = id AND taken_back_at IS NULL) AS last_at,
               (SELECT next_on FROM meeting WHERE link_worker_id = id) AS planned_on,
               (SELECT min(with_since) FROM walk WHERE link_worker_id = id) AS since
        FROM unnest($1::uuid[]) AS id""",
        link_workers,
    )
    return {
        row["id"]: Care(row["last_at"], next_on(row["planned_on"], row["last_at"], zone), row["since"]) for row in rows
    }


@dataclass(frozen=True)
class SupervisionLine:
    """One supervision as its page lists it."""

    supervision_id: UUID
    held_at: datetime
    kind: str
    minutes: int
    note: str | None
    """Only where whoever looks may read it."""
    taken_back_at: datetime | None


async def supervisions(
    tx: Transaction, link_worker_id: UUID, most: int, readable: Sequence[str]
) -> list[SupervisionLine]:
    """A link worker's latest supervisions, newest first; notes only of the kinds in `readable`."""
    rows = await tx.fetch(
        """
        SELECT supervision_id, held_at, kind, minutes, CASE WHEN kind = ANY($3) THEN note END AS note, taken_back_at
        FROM supervision
        WHERE link_worker_id = $1 ORDER BY held_at DESC, supervision_id LIMIT $2""",
        link_worker_id,
        most,
        readable,
    )
    return [SupervisionLine(**row) for row in rows]


async def supervision(tx: Transaction, link_worker_id: UUID, supervision_id: UUID) -> SupervisionRecord:
    """One supervision of this link worker, its row locked for an update. Raises NotFound if there is none."""
    row = await tx.fetchrow(
        """
        SELECT supervision_id, link_worker_id, held_at, kind, taken_back_at FROM supervision
        WHERE supervision_id = $1 AND link_worker_id = $2 FOR UPDATE""",
        supervision_id,
        link_worker_id,
    )
    if row is None:
        raise NotFound(supervision_id)
    return SupervisionRecord(**row)
