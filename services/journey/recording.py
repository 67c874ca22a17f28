"""What the events of every subject change, put together: from here on `record` knows them all."""

from .about_me.store import WRITES as MATTERS
from .check_ins.store.check_ins import WRITES as CHECK_INS
from .check_ins.store.rhythms import WRITES as RHYTHMS
from .consents.store import WRITES as CONSENTS
from .core.store.recording import changes, record
from .goals.store import WRITES as GOALS
from .groups.store.companions import WRITES as COMPANIONS
from .groups.store.last_mile import WRITES as LAST_MILE
from .lifecycle.store.asked_back import WRITES as ASKED_BACK
from .lifecycle.store.course import WRITES as COURSE
from .measures.store import WRITES as MEASURES
from .moments.store import WRITES as MOMENTS
from .my_page.store.mine import WRITES as MINE
from .practice_sessions.store import WRITES as SKILLS
from .safety.store import WRITES as SAFETY
from .supporters.store import WRITES as SUPPORTERS
from .transfers.store import WRITES as TRANSFER
from .tries.store import WRITES as TRIES

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
    TRIES,
)
