"""The clock: tells check-ins that fall due, ends a yes whose last day is over, and clears what nobody came back to."""

from datetime import timedelta
from uuid import UUID

import structlog

from shared.config import calendars
from shared.context.service_context import ServiceContext
from shared.kernel.failpoints import reached
from shared.persistence.database import Transaction

from .check_ins.rules import check_ins
from .check_ins.store import check_ins as check_ins_store
from .check_ins.store import due as due_store
from .check_ins.store import rhythms as rhythms_store
from .consents import store as consents_store
from .consents.rules import consents
from .core.rules.rhythm import Calendar
from .core.store import journeys as journeys_store
from .form_pages import store as form_pages_store
from .recording import record
from .transfers import store as transfers_store
from .transfers.rules import transfer

log = structlog.get_logger()
CANNOT_BE_WORKED_OUT = (ArithmeticError, LookupError, TypeError, ValueError)
"""What is wrong with one journey keeps nobody else from being asked."""
DRAFTS_KEPT = timedelta(days=14)
MOST_ENDED = 200
"""So many are ended in one turn of the clock; the next one goes on."""


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
        more = await _waiting(here) if len(waiting) == due_store.MOST_AT_ONCE else []
        waiting = more if set(more) - stuck else []
    return told


async def _waiting(here: ServiceContext) -> list[UUID]:
    async with here.db.transaction() as tx:
        return await due_store.due_at(tx, here.now())


async def _tell(tx: Transaction, journey_id: UUID, here: ServiceContext) -> bool:
    now, local = here.now(), calendars.of(here.settings)
    turn = await due_store.take(tx, journey_id, now)
    if turn is None:
        return False
    reached("clock.after_claim")
    calendar = Calendar(local.zone, local.days_off, await rhythms_store.pauses(tx, journey_id))
    await due_store.looked(tx, journey_id, now, turn.rhythm.next_after(now, calendar))
    asked = await check_ins_store.last_asked(tx, journey_id, check_ins.MOST_UNANSWERED)
    due = check_ins.what_falls_due(await journeys_store.journey(tx, journey_id), turn, calendar, asked, now)
    if due is None:
        return False
    await record(tx, due)
    reached("clock.after_due")
    return True


async def end_what_is_over(here: ServiceContext) -> int:
    """End each yes whose last day is over, once. Returns how many were ended; each is a transaction of its own."""
    told = 0
    async with here.db.transaction() as tx:
        found = await consents_store.over(tx, here.today(), MOST_ENDED)
    for row in found:
        async with here.transaction() as tx:
            if await consents_store.is_over(tx, row, here.today()):
                await record(tx, consents.expire(row, here.now()))
                told += 1
    return told


async def clear_old_drafts(here: ServiceContext) -> int:
    """Delete drafts not touched for two weeks, and transfer files that nobody said yes to for a day.

    Nothing is told of it.
    """
    async with here.db.transaction() as tx:
        await form_pages_store.drop_drafts_before(tx, here.now() - DRAFTS_KEPT)
        await transfers_store.drop_arrivals_before(tx, here.now() - transfer.LOOKED_AT_FOR)
    return 0
