"""The practice service, as a list of its parts."""

from shared.app.service import Service

from . import consumers, pages
from .keeps import KEEPS

service = Service(
    name="practice",
    title="Practice",
    package=__package__ or "services.practice",
    paths=("practice",),
    doors=pages.doors,
    hears=consumers.hears,
    keeps=KEEPS,
)
