"""The community service, as a list of its parts."""

from shared.app.service import Service

from . import api, consumers, host_pages, pages, person_pages
from .keeps import KEEPS

service = Service(
    name="community",
    title="Community",
    package=__package__,
    paths=("community", "host"),
    doors=(pages.pages, person_pages.pages, host_pages.pages, api.api),
    hears=consumers.hears,
    keeps=KEEPS,
)
