"""The practice service, as a list of its parts."""

from services.site_map import LOCAL
from shared.app.service import Service

from . import consumers, pages
from .keeps import KEEPS

service = Service(
    name="practice",
    title="Practice",
    package=__package__ or "services.practice",
    paths=("practice",),
    site_map=LOCAL,
    doors=(pages.pages,),
    hears=consumers.hears,
    keeps=KEEPS,
)
