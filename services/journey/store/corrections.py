"""What stood there before something was put right or taken back, and what can be put right."""

from uuid import UUID

from asyncpg import Record

from shared.persistence.database import Transaction

_KEEP = """
    INSERT INTO correction (id, journey_id, about, about_id, was_on, was, words, reason, corrected_by, corrected_at)
    SELECT :correction_id, :journey_id, '{about}', id, :was_on, {was}, {words}, {reason}, :{by}, :occurred_at
    FROM {found}"""


def put_right(about: str, was: str, words: str, found: str) -> str:
    """Part of a change: what stood there stays on file. `found`: the row, as a table and its condition."""
    return _KEEP.format(about=about, was=was, words=words, reason="NULL", by="corrected_by", found=found)


def taken_back(about: str, was: str, found: str) -> str:
    """The same, where it was noticed later than at once. The words go: they may be about somebody else."""
    only_later = f"{found} AND cast(:reason AS text) IS NOT NULL"
    return _KEEP.format(about=about, was=was, words="NULL", reason=":reason", by="taken_back_by", found=only_later)


STORY: tuple[str, ...] = (
    """
    SELECT corrected_at, about || CASE WHEN reason IS NULL THEN '_put_right' ELSE '_taken_back' END,
           concat_ws(' ', to_char(was_on, 'YYYY-MM-DD'), coalesce(reason, was)), words
    FROM correction WHERE journey_id = $1""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def noted(tx: Transaction, journey_id: UUID, most: int) -> list[Record]:
    """What somebody noted by hand and can be put right, the latest first: about, id, at, on_day, code, words."""
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
            WHERE j.id = $1 AND l.step IN ('went_together', 'went_with_companion', 'went_alone')) noted
        ORDER BY coalesce(on_day, at) DESC, id LIMIT $2""",
        journey_id,
        most,
    )
