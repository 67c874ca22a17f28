"""The current answer: computed once for each place the logs have reached, however many look at it."""

import asyncio
from dataclasses import dataclass
from datetime import datetime

from fastapi import Request

from services.evaluation.outcomes.consume.following import Following
from services.evaluation.outcomes.statistics import instruments
from shared.context.service_context import ServiceContext

from . import store
from .answer import Report, answer


@dataclass(frozen=True)
class Current:
    """The latest report, how far the logs were counted for it, and what keeps it from being newer."""

    answer: Report
    where: str
    as_known_at: datetime
    """When these offsets were first computed."""
    waiting: int
    """Records that are on a log and not counted yet, as far as we know."""
    troubles: dict[str, str]


async def current(request: Request) -> Current:
    """The report as of now, computed anew only if more has been counted, and how far it is behind the logs."""
    here: ServiceContext = request.app.state.here
    following: Following | None = getattr(request.app.state, "following", None)
    async with here.db.snapshot() as tx:
        where = await store.where_it_stands(tx)
        kept: Current | None = getattr(request.app.state, "current", None)
        facts = None if kept and kept.where == where else await store.facts(tx)
    waiting = sum(following.progress.waiting().values()) if following else 0
    troubles = dict(following.troubles) if following else {}
    if facts is None and kept:
        return Current(kept.answer, where, kept.as_known_at, waiting, troubles)
    assert facts is not None
    known = instruments.known_in(here.settings.instruments)
    found = Current(await asyncio.to_thread(answer, facts, known), where, here.now(), waiting, troubles)
    request.app.state.current = found
    return found
