"""Time's door: check-ins fall due."""

from uuid import UUID

import structlog

from shared.database import Transaction
from shared.failpoints import reached
from shared.service import Here

from . import calendars, store
from .domain import check_ins
from .domain.rhythms import Calendar

log = structlog.get_logger()
CANNOT_BE_WORKED_OUT = (ArithmeticError, LookupError, TypeError, ValueError)
"""What is wrong with one journey keeps nobody else from being asked."""


async def tell_what_is_due(here: Here) -> int:
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


async def _waiting(here: Here) -> list[UUID]:
    async with here.db.transaction() as tx:
        return await store.due_at(tx, here.now())


async def _tell(tx: Transaction, journey_id: UUID, here: Here) -> bool:
    """Missed moments (the service was down) are told once: only the latest counts."""
    now = here.now()
    due = await store.take(tx, journey_id, now)
    if due is None:
        return False
    reached("clock.after_claim")
    local = calendars.of(here.settings)
    calendar = Calendar(local.zone, local.days_off, await store.pauses(tx, journey_id))
    await store.looked(tx, journey_id, now, due.rhythm.next_after(now, calendar))
    moment = due.rhythm.latest_until(now, calendar)
    settled = [at for at in (due.told_until, due.service_since) if at is not None]
    if moment is None or due.service_since is None or moment <= max(settled):
        return False
    asked = await store.last_asked(tx, journey_id, check_ins.MOST_UNANSWERED)
    by = check_ins.asks_by(asked, due.last_contact_at)
    await store.record(tx, check_ins.fall_due(await store.journey(tx, journey_id), moment, by, now))
    reached("clock.after_due")
    return True
