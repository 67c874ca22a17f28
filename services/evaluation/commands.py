"""Load what is known, ask the gate, tell what has to be told."""

from datetime import date
from uuid import UUID

from shared.context.service_context import ServiceContext
from shared.persistence.database import Transaction

from . import store
from .domain.release import ReleasePolicy
from .domain.released import released


async def let_out(tx: Transaction, participant_id: UUID, here: ServiceContext, on: date | None = None) -> int:
    """Tell the evaluator what is missing or wrong, so that what is released is exactly what was consented to.

    `on`: the day on which the only yes turned out to be none. Returns how many facts were told.
    """
    gate = _gate(here)
    known = await store.known(tx, participant_id)
    if known.agreement is None:
        return await take_back(tx, participant_id, on, here) if on else 0
    facts = gate.to_tell(known, await store.out(tx, gate.pseudonym(known)))
    for fact in facts:
        await store.record(tx, fact)
    return len(facts)


async def take_back(tx: Transaction, participant_id: UUID, on: date, here: ServiceContext) -> int:
    """Withdraw everything that was released about a participant. Returns how many facts were told."""
    gate, known = _gate(here), await store.known(tx, participant_id)
    gone = gate.taken_back(known, await store.out(tx, gate.pseudonym(known)), on)
    for fact in gone:
        await store.record(tx, fact)
    return len(gone)


def _gate(here: ServiceContext) -> ReleasePolicy:
    return ReleasePolicy(
        here.local, here.settings.pseudonym_key.get_secret_value(), released(here.settings.measure_plan)
    )
