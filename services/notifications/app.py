"""The notifications service, as a list of its parts."""

from shared.app.service import Service

from . import api, clock, consumers, pages
from .keeps import KEEPS

service = Service(
    name="notifications",
    title="Notifications",
    package=__package__ or "services.notifications",
    paths=("notifications", "stop"),
    doors=(*pages.doors, api.api),
    hears=consumers.hears,
    keeps=KEEPS,
    clock=(clock.send_what_waits, clock.tell_referrers),
    hears_first=True,
    remembers=consumers.REMEMBERS,
)
