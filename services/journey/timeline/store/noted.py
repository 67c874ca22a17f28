"""What can be put right, and what was put right or taken back."""

from uuid import UUID

from asyncpg import Record

from shared.persistence.database import Transaction

STORY: tuple[str, ...] = (
    """
    SELECT corrected_at, about || CASE WHEN reason IS NULL THEN '_put_right' ELSE '_taken_back' END,
           concat_ws(' ', to_char(was_on, 'YYYY-MM-DD'), coalesce(reason, was)), words
    FROM correction WHERE journey_id = $1""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def noted(tx: Transaction, journey_id: UUID, most: int) -> list[Record]:
    """What somebody noted by hand and can be put right, the latest first: about, id, at, on_day, code, words.

    Of a journey that has ended: that somebody asked once more after the end."""
    return await tx.fetch(
        """
        SELECT * FROM (
            SELECT 'contact' AS about, id, held_at AS at, held_on AS on_day, mode AS code, note AS words FROM check_in
            WHERE journey_id = $1 AND held_at IS NOT NULL
            UNION ALL SELECT 'moment', id, noted_at, happened_on, kind, words FROM moment WHERE journey_id = $1
            UNION ALL SELECT 'debrief', id, held_at, held_on, would_go_again, note FROM debrief
            WHERE journey_id = $1 AND held_at IS NOT NULL
            UNION ALL SELECT 'visit', l.id, l.happened_at, l.session_on, replace(l.step, 'went_', ''),
                             coalesce(g.title, 'a get-together')
            FROM last_mile l JOIN journey j ON j.participant_id = l.participant_id
            LEFT JOIN community_group g ON g.id = l.group_id
            WHERE j.id = $1 AND l.step IN ('went_together', 'went_with_companion', 'went_alone')
            UNION ALL SELECT CASE l.step WHEN 'settled' THEN 'settling' ELSE 'stopping' END, l.id, l.happened_at, NULL,
                             l.detail, coalesce(g.title, 'a get-together')
            FROM last_mile l JOIN journey j ON j.participant_id = l.participant_id
            LEFT JOIN community_group g ON g.id = l.group_id
            WHERE j.id = $1 AND l.step IN ('settled', 'stopped')
            UNION ALL SELECT 'pause', id, paused_at, from_on, reason, NULL FROM pause WHERE journey_id = $1
            UNION ALL SELECT 'practice', id, noted_at, NULL, CASE WHEN came THEN 'came' ELSE 'stayed_away' END, NULL
            FROM skill_place WHERE journey_id = $1 AND noted_at IS NOT NULL
            UNION ALL SELECT 'measure', id, taken_at, taken_on,
                             CASE WHEN missing_reason = 'declined' THEN 'declined' ELSE 'answered' END, instrument
            FROM measure WHERE journey_id = $1
            UNION ALL SELECT 'follow_up', id, happened_at, NULL, code, NULL FROM turn
            WHERE journey_id = $1 AND kind = 'followed_up') noted
        WHERE about = 'follow_up' OR EXISTS (SELECT FROM journey WHERE id = $1 AND closed_at IS NULL)
        ORDER BY coalesce(on_day, at) DESC, id LIMIT $2""",
        journey_id,
        most,
    )
