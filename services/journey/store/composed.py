"""What the events of every subject change, put together: from here on `record` knows them all."""

from .asked_back import WRITES as ASKED_BACK
from .check_ins import WRITES as CHECK_INS
from .companions import WRITES as COMPANIONS
from .consents import WRITES as CONSENTS
from .course import WRITES as COURSE
from .goals import WRITES as GOALS
from .last_mile import WRITES as LAST_MILE
from .matters import WRITES as MATTERS
from .measures import WRITES as MEASURES
from .mine import WRITES as MINE
from .moments import WRITES as MOMENTS
from .recording import changes, record
from .rhythms import WRITES as RHYTHMS
from .safety import WRITES as SAFETY
from .skills import WRITES as SKILLS
from .supporters import WRITES as SUPPORTERS
from .transfer import WRITES as TRANSFER

__all__ = ["record"]

changes(
    COURSE,
    ASKED_BACK,
    MATTERS,
    CONSENTS,
    GOALS,
    MEASURES,
    RHYTHMS,
    CHECK_INS,
    MOMENTS,
    MINE,
    LAST_MILE,
    COMPANIONS,
    SAFETY,
    SKILLS,
    SUPPORTERS,
    TRANSFER,
)
