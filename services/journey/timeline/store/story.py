"""What has happened with one person, for the page about them: every subject's selects in one."""

from collections.abc import Sequence
from uuid import UUID

from services.journey.about_me.store import STORY as MATTERS
from services.journey.check_ins.store.check_ins import STORY as CHECK_INS
from services.journey.check_ins.store.rhythms import STORY as RHYTHMS
from services.journey.consents.store import STORY as CONSENTS
from services.journey.core.rules.story import Happening
from services.journey.goals.store import STORY as GOALS
from services.journey.groups.store.companions import STORY as COMPANIONS
from services.journey.groups.store.last_mile import STORY as LAST_MILE
from services.journey.lifecycle.store.course import STORY as COURSE
from services.journey.measures.store import STORY as MEASURES
from services.journey.moments.store import STORY as MOMENTS
from services.journey.practice_sessions.store import STORY as SKILLS
from services.journey.safety.store import STORY as SAFETY
from services.journey.supporters.store import STORY as SUPPORTERS
from services.journey.tries.store import STORY as TRIES
from shared.persistence.database import Transaction

from .noted import STORY as CORRECTIONS

STORY: tuple[str, ...] = (
    *COURSE,
    *MATTERS,
    *CONSENTS,
    *SUPPORTERS,
    *GOALS,
    *MEASURES,
    *CHECK_INS,
    *TRIES,
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
