"""What has happened with one person, for the page about them: every subject's selects in one."""

from uuid import UUID

from services.journey.domain.story import Happening
from shared.database import Transaction

from .check_ins import STORY as CHECK_INS
from .consents import STORY as CONSENTS
from .course import STORY as COURSE
from .goals import STORY as GOALS
from .last_mile import STORY as LAST_MILE
from .matters import STORY as MATTERS
from .measures import STORY as MEASURES
from .moments import STORY as MOMENTS
from .safety import STORY as SAFETY
from .skills import STORY as SKILLS

STORY = " UNION ALL ".join(
    (*COURSE, *MATTERS, *CONSENTS, *GOALS, *MEASURES, *CHECK_INS, *MOMENTS, *LAST_MILE, *SKILLS, *SAFETY)
)


async def story(tx: Transaction, journey_id: UUID) -> list[Happening]:
    """Everything, newest first."""
    rows = await tx.fetch(f"SELECT * FROM ({STORY}) AS happened ORDER BY at DESC, kind", journey_id)  # noqa: S608
    return [Happening(**dict(row)) for row in rows]
