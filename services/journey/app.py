"""The journey service, as a list of its parts."""

from shared.app.service import Service

from . import clock, consumers, instruments, pages
from .keeps import KEEPS

service = Service(
    name="journey",
    title="Journey",
    package=str(__package__),
    paths=("journey", "me"),
    doors=(pages.pages, pages.me),
    hears=consumers.hears,
    keeps=KEEPS,
    clock=(clock.tell_what_is_due, clock.clear_old_drafts),
    check=instruments.check,
)
