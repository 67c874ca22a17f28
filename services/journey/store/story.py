"""What has happened with one person, for the page about them."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record

from services.journey.domain.timeline import Happening
from shared.database import Transaction

STORY = """
    SELECT opened_at AS at, 'opened' AS kind, NULL AS code, NULL AS words FROM journey WHERE id = $1
    UNION ALL SELECT closed_at, 'closed', closing_reason, NULL FROM journey WHERE id = $1 AND closed_at IS NOT NULL
    UNION ALL SELECT links_revoked_at, 'links_revoked', NULL, NULL
              FROM journey WHERE id = $1 AND links_revoked_at IS NOT NULL
    UNION ALL SELECT recorded_at, 'matters', NULL, NULL FROM matters WHERE journey_id = $1
    UNION ALL SELECT given_at, 'consent_given', purpose, NULL
              FROM consent WHERE journey_id = $1 AND given_at IS NOT NULL
    UNION ALL SELECT withdrawn_at, 'consent_withdrawn', purpose, NULL
              FROM consent WHERE journey_id = $1 AND withdrawn_at IS NOT NULL
    UNION ALL SELECT set_at, 'goal_set', NULL, wording FROM goal WHERE journey_id = $1
    UNION ALL SELECT reached_at, 'goal_reached', NULL, wording
              FROM goal WHERE journey_id = $1 AND reached_at IS NOT NULL
    UNION ALL SELECT let_go_at, 'goal_let_go', NULL, wording
              FROM goal WHERE journey_id = $1 AND let_go_at IS NOT NULL
    UNION ALL SELECT taken_at, 'measured', coalesce(missing_reason, 'answered'), NULL FROM measure WHERE journey_id = $1
    UNION ALL SELECT answered_at, CASE WHEN please_call THEN 'asked_for_call' ELSE 'answered' END, feeling, words
              FROM check_in WHERE journey_id = $1 AND answered_at IS NOT NULL
    UNION ALL SELECT held_at, 'held', mode, note FROM check_in WHERE journey_id = $1 AND held_at IS NOT NULL
    UNION ALL SELECT d.held_at, 'debrief_held', d.would_go_again,
                     concat_ws(E'\n', coalesce(g.title, a.title, 'a get-together'), d.note)
              FROM debrief d LEFT JOIN activity a ON a.id = d.activity_id
              LEFT JOIN community_group g ON g.id = a.group_id
              WHERE d.journey_id = $1 AND d.held_at IS NOT NULL
    UNION ALL SELECT noted_at, 'moment', kind, words FROM moment WHERE journey_id = $1
    UNION ALL SELECT l.happened_at, CASE WHEN l.step = 'introduced' THEN 'introduced_' || l.detail ELSE l.step END,
                     NULL, coalesce(g.title, a.title, 'a get-together')
              FROM last_mile l JOIN journey j ON j.participant_id = l.participant_id
              LEFT JOIN activity a ON a.id = l.activity_id LEFT JOIN community_group g ON g.id = l.group_id
              WHERE j.id = $1"""


async def story(tx: Transaction, journey_id: UUID) -> list[Happening]:
    """Everything, newest first."""
    rows = await tx.fetch(f"SELECT * FROM ({STORY}) AS happened ORDER BY at DESC, kind", journey_id)  # noqa: S608
    return [Happening(**dict(row)) for row in rows]


async def goals(tx: Transaction, journey_id: UUID) -> list[Record]:
    return await tx.fetch(
        """
        SELECT id, wording, importance, confidence, set_at, reached_at, let_go_at FROM goal WHERE journey_id = $1
        ORDER BY coalesce(reached_at, let_go_at) DESC NULLS FIRST, set_at""",
        journey_id,
    )


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


async def measures(tx: Transaction, journey_id: UUID) -> list[Record]:
    return await tx.fetch(
        """
        SELECT id, instrument, taken_on, occasion, score, missing_reason FROM measure WHERE journey_id = $1
        ORDER BY taken_on, taken_at""",
        journey_id,
    )


async def latest_matters(tx: Transaction, journey_id: UUID) -> Record | None:
    return await tx.fetchrow(
        """
        SELECT what_matters, interests, recorded_at FROM matters WHERE journey_id = $1
        ORDER BY recorded_at DESC, id DESC LIMIT 1""",
        journey_id,
    )


async def consents(tx: Transaction, journey_id: UUID) -> dict[str, Record]:
    """What was last said about each purpose."""
    rows = await tx.fetch(
        """
        SELECT DISTINCT ON (purpose) purpose, method, wording, given_at, withdrawn_at FROM consent WHERE journey_id = $1
        ORDER BY purpose, withdrawn_at DESC NULLS FIRST""",
        journey_id,
    )
    return {row["purpose"]: row for row in rows}


async def moments_since(tx: Transaction, link_worker_id: UUID | None, since: datetime, most: int = 6) -> list[Record]:
    """Moments of connection of one worker's people (of everybody's, for None), newest first."""
    return await tx.fetch(
        """
        SELECT m.kind, m.words, m.noted_at, j.id AS journey_id,
               coalesce(k.preferred_name, k.name, 'Someone new') AS called
        FROM moment m JOIN journey j ON j.id = m.journey_id LEFT JOIN card k ON k.participant_id = j.participant_id
        WHERE m.noted_at >= $2 AND ($1::uuid IS NULL OR j.link_worker_id = $1)
        ORDER BY m.noted_at DESC LIMIT $3""",
        link_worker_id,
        since,
        most,
    )
