"""What has happened with one person, for the page about them: every subject's selects in one."""

from collections.abc import Sequence
from uuid import UUID

from services.journey.domain.story import Happening
from shared.persistence.database import Transaction

from .check_ins import STORY as CHECK_INS
from .companions import STORY as COMPANIONS
from .consents import STORY as CONSENTS
from .course import STORY as COURSE
from .goals import STORY as GOALS
from .last_mile import STORY as LAST_MILE
from .matters import STORY as MATTERS
from .measures import STORY as MEASURES
from .moments import STORY as MOMENTS
from .noted import STORY as CORRECTIONS
from .rhythms import STORY as RHYTHMS
from .safety import STORY as SAFETY
from .skills import STORY as SKILLS
from .supporters import STORY as SUPPORTERS

STORY: tuple[str, ...] = (
    *COURSE,
    *MATTERS,
    *CONSENTS,
    *SUPPORTERS,
    *GOALS,
    *MEASURES,
    *CHECK_INS,
    *RHYTHMS,
    *MOMENTS,
    *CORRECTIONS,
    *LAST_MILE,
    *COMPANIONS,
    *SKILLS,
    *SAFETY,
)
COLUMNS = "AS told (at, kind, code, words)"
ORDER = "at DESC, kind, code, words"
"""Newest first; what came at one instant always stands in one order, so that no page shows an entry of the last one."""
EVERYTHING = " UNION ALL ".join(f"SELECT kind FROM ({told}) {COLUMNS}" for told in STORY)  # noqa: S608
PAGE = " UNION ALL ".join(
    f"(SELECT * FROM ({told}) {COLUMNS} WHERE $2::text[] IS NULL OR kind = ANY($2) ORDER BY {ORDER} LIMIT $3)"  # noqa: S608
    for told in STORY
)


async def story(
    tx: Transaction, journey_id: UUID, kinds: Sequence[str] | None = None, *, offset: int = 0, most: int = 1000
) -> list[Happening]:
    """One page of what has happened, newest first: of these kinds only, where some are named.

    Each subject gives no more of its own than the page can hold, so a long story is never read as a whole.
    """
    rows = await tx.fetch(
        f"SELECT * FROM ({PAGE}) AS happened ORDER BY {ORDER} OFFSET $4 LIMIT $5",  # noqa: S608
        journey_id, kinds, offset + most, offset, most,
    )  # fmt: skip
    return [Happening(**dict(row)) for row in rows]


async def story_counts(tx: Transaction, journey_id: UUID) -> dict[str, int]:
    """How many entries of each kind there are."""
    rows = await tx.fetch(f"SELECT kind, count(*) FROM ({EVERYTHING}) AS happened GROUP BY kind", journey_id)  # noqa: S608
    return {row["kind"]: row["count"] for row in rows}
