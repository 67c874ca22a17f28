"""The referral service, as a list of its parts."""

from shared.app.service import Service
from shared.web import form_body

from . import api, clock, consumers, pages
from .allocation import pages as allocation
from .asking.pages import letters, news, questions
from .contacts import pages as contacts
from .eligibility import pages as eligibility
from .joining import pages as joining
from .keeps import KEEPS
from .protection import pages as protection
from .story import pages as story
from .waiting import pages as waiting

service = Service(
    name="referral",
    title="Referral",
    package=__package__ or "services.referral",
    paths=("", "ask", "refer", "referral"),
    doors=(
        api.api,
        *pages.doors,
        allocation.pages,
        letters.pages,
        news.pages,
        questions.pages,
        contacts.pages,
        eligibility.pages,
        joining.pages,
        protection.pages,
        story.pages,
        waiting.pages,
    ),
    hears=consumers.hears,
    keeps=KEEPS,
    larger={
        "/refer": letters.MOST_SENT + form_body.MOST_BYTES,
        "/referral/[^/]+/letters/add": letters.MOST_SENT + form_body.MOST_BYTES,
    },
    clock=(clock.fold_names, clock.know_again, clock.end_what_waited),
)
