"""Load what is known, ask the gate, tell what has to be told."""

from uuid import UUID

from shared.database import Transaction
from shared.service import Here

from . import store
from .domain.release import Gate
from .released import released


async def let_out(tx: Transaction, participant_id: UUID, here: Here) -> int:
    """Make what is out exactly what may be out. Returns how many facts were told."""
    gate = Gate(here.local, here.settings.pseudonym_key.get_secret_value(), released(here.settings))
    known = await store.known(tx, participant_id)
    if known.agreement is None:
        return 0
    facts = gate.to_tell(known, await store.out(tx, gate.pseudonym(known)))
    for fact in facts:
        await store.record(tx, fact)
    return len(facts)
