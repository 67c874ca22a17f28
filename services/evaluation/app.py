"""The release half of the evaluation, as a list of its parts."""

from services.site_map import LOCAL
from shared.app.service import Service

from . import consumers, pages
from .keeps import KEEPS

service = Service(
    name="evaluation",
    title="Evaluation",
    package="services.evaluation",
    paths=("evaluation",),
    site_map=LOCAL,
    doors=(pages.pages,),
    hears=consumers.hears,
    keeps=KEEPS,
)
