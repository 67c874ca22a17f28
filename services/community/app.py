"""The community service, as a list of its parts."""

from shared.app.service import Service

from . import api, consumers, pages
from .keeps import KEEPS

service = Service(
    name="community",
    title="Community",
    package=__package__,
    paths=("community", "host"),
    doors=(*pages.doors, api.api),
    hears=consumers.hears,
    keeps=KEEPS,
)
