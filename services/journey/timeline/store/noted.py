"""What can be put right, and what was put right or taken back."""

from uuid import UUID

from asyncpg import Record

from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction

STORY: tuple[str, ...] = (
    """
    SELECT corrected_at, about || CASE WHEN reason IS NULL THEN '_put_right' ELSE '_taken_back' END,
           concat_ws(' ', to_char(was_on, 'YYYY-MM-DD'), coalesce(reason, was)), words
    FROM correction WHERE journey_id = $1""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


_NOTED = """
    SELECT * FROM (
        SELECT 'contact' AS about, id, held_at AS at, held_on AS on_day, mode AS code, note AS words, NULL AS more
        FROM check_in WHERE journey_id = $1 AND held_at IS NOT NULL
        UNION ALL SELECT 'moment', id, noted_at, happened_on, kind, words, NULL FROM moment WHERE journey_id = $1
        UNION ALL SELECT 'debrief', id, held_at, held_on, would_go_again, note, NULL FROM debrief
        WHERE journey_id = $1 AND held_at IS NOT NULL
        UNION ALL SELECT 'visit', l.id, l.happened_at, l.session_on, replace(l.step, 'went_', ''),
                         coalesce(g.title, 'a get-together'), NULL
        FROM last_mile l JOIN journey j ON j.participant_id = l.participant_id
        LEFT JOIN community_group g ON g.id = l.group_id
        WHERE j.id = $1 AND l.step IN ('went_together', 'went_with_companion', 'went_alone')
        UNION ALL SELECT CASE l.step WHEN 'settled' THEN 'settling' ELSE 'stopping' END, l.id, l.happened_at, NULL,
                         l.detail, coalesce(g.title, 'a get-together'), NULL
        FROM last_mile l JOIN journey j ON j.participant_id = l.participant_id
        LEFT JOIN community_group g ON g.id = l.group_id
        WHERE j.id = $1 AND l.step IN ('settled', 'stopped')
        UNION ALL SELECT 'pause', id, paused_at, from_on, reason, NULL,
                         concat_ws(' ', to_char(until_on, 'YYYY-MM-DD'), extract(epoch FROM resumed_at))
        FROM pause WHERE journey_id = $1
        UNION ALL SELECT 'practice', id, noted_at, NULL, CASE WHEN came THEN 'came' ELSE 'stayed_away' END, NULL,
                         concat_ws(' ', reason, confidence)
        FROM skill_place WHERE journey_id = $1 AND noted_at IS NOT NULL
        UNION ALL SELECT 'measure', id, taken_at, taken_on,
                         CASE WHEN missing_reason = 'declined' THEN 'declined' ELSE 'answered' END, instrument, NULL
        FROM measure WHERE journey_id = $1
        UNION ALL SELECT 'follow_up', id, happened_at, NULL, code, NULL, NULL FROM turn
        WHERE journey_id = $1 AND kind = 'followed_up') noted"""


async def noted(tx: Transaction, journey_id: UUID, most: int) -> list[Record]:
    """What somebody noted by hand and can be put right, the latest first: about, id, at, on_day, code, words, more.

    Of a journey that has ended: that somebody asked once more after the end. `more`: what else was noted with it, and
    is not shown."""
    return await tx.fetch(
        f"""{_NOTED}
        WHERE about = 'follow_up' OR EXISTS (SELECT FROM journey WHERE id = $1 AND closed_at IS NULL)
        ORDER BY coalesce(on_day, at) DESC, id LIMIT $2""",
        journey_id,
        most,
    )


async def one_noted(tx: Transaction, journey_id: UUID, about: str, noted_id: UUID) -> Record:
    """One of them, as `noted` gives it; NotFound if nothing of that kind is noted of this journey, or any more."""
    row = await tx.fetchrow(f"{_NOTED} WHERE about = $2 AND id = $3", journey_id, about, noted_id)
    if row is None:
        raise NotFound(noted_id)
    return row
