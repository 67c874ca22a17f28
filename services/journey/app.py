"""The journey service, as a list of its parts."""

from shared.app.service import Service

from . import clock, consumers
from .about_me import pages as about_me
from .caseload import pages as caseload
from .check_ins import pages as check_ins
from .consents import pages as consents
from .form_pages import pages as form_pages
from .goals import pages as goals
from .groups import pages as groups
from .keeps import KEEPS
from .lifecycle import pages as lifecycle
from .measures import instruments
from .measures import pages as measures
from .moments import pages as moments
from .my_page import pages as my_page
from .plan import pages as plan
from .practice_sessions import pages as practice_sessions
from .safety import pages as safety
from .supporters import pages as supporters
from .timeline import pages as timeline
from .transfers import pages as transfers
from .tries import pages as tries

service = Service(
    name="journey",
    title="Journey",
    package=str(__package__),
    paths=("journey", "me"),
    doors=(
        about_me.router,
        caseload.router,
        check_ins.router,
        consents.router,
        form_pages.router,
        goals.router,
        groups.router,
        lifecycle.router,
        measures.router,
        moments.router,
        my_page.router,
        plan.router,
        practice_sessions.router,
        safety.router,
        supporters.router,
        timeline.router,
        transfers.router,
        tries.router,
        my_page.me,
    ),
    hears=consumers.hears,
    keeps=KEEPS,
    clock=(clock.tell_what_is_due, clock.end_what_is_over, clock.clear_old_drafts),
    check=instruments.check,
)
