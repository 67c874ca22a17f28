"""Hosts of groups who would like a call."""

from uuid import UUID

from asyncpg import Record

from shared.events import HostAskedForCall, HostCalled
from shared.persistence.database import Transaction


async def keep_call(tx: Transaction, told: HostAskedForCall) -> None:
    """Keep that the host of a group asked for a call."""
    await tx.execute(
        """
        INSERT INTO host_call (id, group_id, asked_at) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET asked_at = excluded.asked_at""",
        told.call_id,
        told.group_id,
        told.occurred_at,
    )


async def keep_called(tx: Transaction, told: HostCalled) -> None:
    """Keep that a host was rung, whichever of the wish and this is heard first."""
    await tx.execute(
        """
        INSERT INTO host_call (id, group_id, answered_at) VALUES ($1, $2, $3)
        ON CONFLICT (id) DO UPDATE SET answered_at = excluded.answered_at""",
        told.call_id,
        told.group_id,
        told.occurred_at,
    )


async def host_calls(tx: Transaction, link_worker_id: UUID | None) -> list[Record]:
    """Hosts who wait for a call, longest first: of groups where one's people go, or nobody's (all, for None)."""
    return await tx.fetch(
        """
        SELECT c.id, c.group_id, coalesce(g.title, 'A group') AS title, c.asked_at
        FROM host_call c LEFT JOIN community_group g ON g.id = c.group_id
        LEFT JOIN LATERAL (
            SELECT bool_or(j.link_worker_id = $1) AS own FROM last_mile l JOIN journey j USING (participant_id)
            WHERE l.group_id = c.group_id AND l.step = 'place_taken' AND j.closed_at IS NULL) go ON true
        WHERE c.answered_at IS NULL AND c.asked_at IS NOT NULL AND ($1::uuid IS NULL OR coalesce(go.own, true))
        ORDER BY c.asked_at, c.id LIMIT 20""",
        link_worker_id,
    )
