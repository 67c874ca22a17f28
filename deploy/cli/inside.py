"""A command inside a service: its database, its clock and its settings, and no line to the broker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from deploy.cli.in_words import asking
from services.evaluation.outcomes.consume import store
from services.evaluation.outcomes.settings import EvaluatorSettings
from services.settings import LocalSettings
from shared.app.service import make_clock
from shared.context.service_context import ServiceContext
from shared.persistence.database import connected

OUTCOMES = "outcomes"
"""The evaluator's, which belongs to no Local."""
DATABASE = "The evaluator's database"


@asynccontextmanager
async def inside(
    settings: LocalSettings | EvaluatorSettings, name: str, *, most: int = 1
) -> AsyncIterator[ServiceContext]:
    """The context of a service (database, clock, settings) for a command, without a line to the broker.

    `name`: a service of the Local, or `OUTCOMES`. Trouble with the database says whose it is.
    """
    if isinstance(settings, EvaluatorSettings):
        url, whose = store.in_schema(settings.database_url.get_secret_value(), store.LIVE), DATABASE
    else:
        url, whose = settings.access(name).database_url.get_secret_value(), f"The database of {name}"
    with asking(whose):
        async with connected(url, most=most) as db:
            yield ServiceContext(name, settings.local, settings, make_clock(settings), db)
