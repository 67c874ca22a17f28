"""Time's door: check-ins fall due."""

from zoneinfo import ZoneInfo

from shared.database import Transaction
from shared.failpoints import reached
from shared.service import Here

from . import store
from .domain import check_ins
from .store import Due


async def tell_what_is_due(here: Here) -> int:
    """Tell each due moment once, however many clocks run and wherever one is killed. Returns how many were told.

    Each journey is a transaction of its own: claim, check-in and next moment commit together or not at all.
    """
    told, waiting = 0, await _waiting(here)
    while waiting:
        for due in waiting:
            async with here.transaction() as tx:
                told += await _tell(tx, due, here)
        waiting = await _waiting(here) if len(waiting) == store.MOST_AT_ONCE else []
    return told


async def _waiting(here: Here) -> list[Due]:
    async with here.db.transaction() as tx:
        return await store.due_at(tx, here.now())


async def _tell(tx: Transaction, due: Due, here: Here) -> bool:
    """Missed moments (the service was down) are told once: only the latest counts."""
    now, zone = here.now(), ZoneInfo(here.settings.timezone)
    if not await store.claim(tx, due, due.rhythm.next_after(now, zone)):
        return False
    reached("clock.after_claim")
    moment = due.rhythm.latest_until(now, zone)
    if moment is None or due.service_since is None or moment <= due.service_since:
        return False
    journey = await store.journey(tx, due.journey_id)
    if "service" not in journey.consents:
        return False
    await store.record(tx, check_ins.fall_due(journey, moment, now))
    return True
