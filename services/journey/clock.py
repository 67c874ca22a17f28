"""Time's door: check-ins fall due, and what nobody came back to is cleared."""

from datetime import timedelta
from uuid import UUID

import structlog

from shared.config import calendars
from shared.context.service_context import ServiceContext
from shared.kernel.failpoints import reached
from shared.persistence.database import Transaction

from . import store
from .domain import check_ins, transfer
from .domain.rhythm import Calendar

log = structlog.get_logger()
CANNOT_BE_WORKED_OUT = (ArithmeticError, LookupError, TypeError, ValueError)
"""What is wrong with one journey keeps nobody else from being asked."""
DRAFTS_KEPT = timedelta(days=14)


async def tell_what_is_due(here: ServiceContext) -> int:
    """Tell each due moment once, however many clocks run and wherever one is killed. Returns how many were told.

    Each journey is a transaction of its own: what is told and up to when commit together or not at all.
    """
    told, stuck, waiting = 0, set[UUID](), await _waiting(here)
    while waiting:
        for journey_id in waiting:
            try:
                async with here.transaction() as tx:
                    told += await _tell(tx, journey_id, here)
            except CANNOT_BE_WORKED_OUT as trouble:
                stuck.add(journey_id)
                log.error("a check-in could not be worked out", journey=str(journey_id), error=type(trouble).__name__)
        more = await _waiting(here) if len(waiting) == store.MOST_AT_ONCE else []
        waiting = more if set(more) - stuck else []
    return told


async def _waiting(here: ServiceContext) -> list[UUID]:
    async with here.db.transaction() as tx:
        return await store.due_at(tx, here.now())


async def _tell(tx: Transaction, journey_id: UUID, here: ServiceContext) -> bool:
    now, local = here.now(), calendars.of(here.settings)
    turn = await store.take(tx, journey_id, now)
    if turn is None:
        return False
    reached("clock.after_claim")
    calendar = Calendar(local.zone, local.days_off, await store.pauses(tx, journey_id))
    await store.looked(tx, journey_id, now, turn.rhythm.next_after(now, calendar))
    asked = await store.last_asked(tx, journey_id, check_ins.MOST_UNANSWERED)
    due = check_ins.what_falls_due(await store.journey(tx, journey_id), turn, calendar, asked, now)
    if due is None:
        return False
    await store.record(tx, due)
    reached("clock.after_due")
    return True


async def clear_old_drafts(here: ServiceContext) -> int:
    """What was begun and not touched for two weeks goes, and a file that nobody said yes to. Nothing is told of it."""
    async with here.db.transaction() as tx:
        await store.drop_drafts_before(tx, here.now() - DRAFTS_KEPT)
        await store.drop_arrivals_before(tx, here.now() - transfer.LOOKED_AT_FOR)
    return 0
