"""How somebody came to us, on their page."""

from typing import Any

from services.journey.core.rules.people import Person
from shared.context.service_context import ServiceContext
from shared.persistence.database import Transaction
from shared.rules.sharing import goes_nowhere

from . import store
from .rules import TELL_NONE


async def section(tx: Transaction, person: Person, here: ServiceContext) -> dict[str, Any]:
    """What the person's page shows of how they came to us, and of who is to be told nothing."""
    told_nothing = person.card.tell_none_of if person.card else None
    return {
        "arrival": await store.arrival(tx, person.participant_id),
        "other_arrivals": await store.other_arrivals(tx, person.participant_id),
        "tell_none": TELL_NONE[told_nothing] if told_nothing else None,
        "kept_out": lambda arrival: goes_nowhere(told_nothing, "whoever_referred", arrival.source),
    }
