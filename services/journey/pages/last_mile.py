"""The way to a community group."""

from typing import Any

from services.journey import store
from services.journey.domain.people import Person
from shared.database import Transaction
from shared.service import Here


async def section(tx: Transaction, person: Person, here: Here) -> dict[str, Any]:
    """What the person's page shows of the way to others."""
    return {"ladder": await store.ladder(tx, person.participant_id)}
