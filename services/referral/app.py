"""The referral service, as a list of its parts."""

from shared.app.service import Service

from . import api, clock, consumers, pages
from .contacts import pages as contacts
from .eligibility import pages as eligibility
from .joining import pages as joining
from .keeps import KEEPS
from .story import pages as story

service = Service(
    name="referral",
    title="Referral",
    package=__package__ or "services.referral",
    paths=("", "ask", "refer", "referral"),
    doors=(api.api, *pages.doors, contacts.pages, eligibility.pages, joining.pages, story.pages),
    hears=consumers.hears,
    keeps=KEEPS,
    clock=(clock.fold_names, clock.know_again),
)
