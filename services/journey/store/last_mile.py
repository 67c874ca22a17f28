"""Each step towards a community group, whoever told of it."""

from datetime import date, datetime
from uuid import UUID

from asyncpg import Record

from shared.database import Transaction

STORY: tuple[str, ...] = (
    """
    SELECT l.happened_at, CASE WHEN l.step = 'introduced' THEN 'introduced_' || l.detail ELSE l.step END,
           NULL, coalesce(g.title, a.title, 'a get-together')
    FROM last_mile l JOIN journey j ON j.participant_id = l.participant_id
    LEFT JOIN activity a ON a.id = l.activity_id LEFT JOIN community_group g ON g.id = l.group_id
    WHERE j.id = $1""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def ladder(tx: Transaction, participant_id: UUID) -> list[Record]:
    """How far the person has come with each activity: one row each, the latest first."""
    return await tx.fetch(
        """
        SELECT l.activity_id, coalesce(g.title, a.title, 'A get-together') AS group_title, a.title AS activity_title,
               a.weekday, a.starts_at,
               max(happened_at) FILTER (WHERE step = 'proposed') AS proposed_at,
               max(happened_at) FILTER (WHERE step = 'place_taken') AS place_taken_at,
               max(happened_at) FILTER (WHERE step = 'given_up') AS given_up_at,
               max(happened_at) FILTER (WHERE step = 'introduced') AS introduced_at,
               min(coalesce(session_on, happened_at::date)) FILTER (WHERE step = 'attended') AS first_visit_on,
               max(coalesce(session_on, happened_at::date)) FILTER (WHERE step = 'attended') AS last_visit_on,
               count(*) FILTER (WHERE step = 'attended') AS visits
        FROM last_mile l LEFT JOIN activity a ON a.id = l.activity_id LEFT JOIN community_group g ON g.id = l.group_id
        WHERE participant_id = $1
        GROUP BY l.activity_id, g.title, a.title, a.weekday, a.starts_at ORDER BY max(happened_at) DESC""",
        participant_id,
    )


async def keep_step(
    tx: Transaction,
    step_id: UUID,
    participant_id: UUID,
    activity_id: UUID,
    group_id: UUID,
    step: str,
    at: datetime,
    detail: str | None = None,
    session_on: date | None = None,
) -> None:
    await tx.execute(
        """
        INSERT INTO last_mile (id, participant_id, activity_id, group_id, step, happened_at, detail, session_on)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING""",
        step_id,
        participant_id,
        activity_id,
        group_id,
        step,
        at,
        detail,
        session_on,
    )
