"""What is on for somebody: what is known of the get-togethers they go to, and their hours to practise."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from services.journey.my_page.rules.whats_on import GetTogether
from shared.persistence.database import Transaction


async def get_togethers(tx: Transaction, activity_ids: Sequence[UUID]) -> list[GetTogether]:
    """What is known of these activities, in this order; one not heard of yet has only a general name."""
    rows = await tx.fetch(
        """
        SELECT wanted.id AS activity_id, coalesce(a.title, 'A get-together') AS title,
               coalesce(g.title, a.title, 'A get-together') AS group_title, a.weekday, a.starts_at, a.minutes,
               a.cost_cents, a.step_free, a.quiet, a.where_it_is, a.getting_there
        FROM unnest($1::uuid[]) WITH ORDINALITY AS wanted (id, place)
        LEFT JOIN activity a ON a.id = wanted.id LEFT JOIN community_group g ON g.id = a.group_id
        ORDER BY wanted.place""",
        list(activity_ids),
    )
    return [GetTogether(**dict(row)) for row in rows]


async def hours_to_come(tx: Transaction, journey_id: UUID, now: datetime) -> list[Record]:
    """The hours they hold a place in, the next one first: also one that has just begun, and those called off."""
    return await tx.fetch(
        """
        SELECT s.topic, s.starts_at, s.place, s.cancelled_at IS NOT NULL AS called_off
        FROM skill_place p JOIN skill_session s ON s.id = p.session_id
        WHERE p.journey_id = $1 AND p.noted_at IS NULL AND s.starts_at > $2::timestamptz - interval '1 hour'
        ORDER BY s.starts_at, s.id LIMIT 10""",
        journey_id,
        now,
    )
