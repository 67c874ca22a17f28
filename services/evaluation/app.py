"""The release half of the evaluation, as a list of its parts."""

from shared.app.service import Service

from . import consumers, pages
from .keeps import KEEPS

service = Service(
    name="evaluation",
    title="Evaluation",
    package="services.evaluation",
    paths=("evaluation",),
    doors=pages.doors,
    hears=consumers.hears,
    keeps=KEEPS,
)
