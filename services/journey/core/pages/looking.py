"""What every page about a person begins with: may they be seen by this user, and the look is noted."""

from uuid import UUID

from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.people import Person
from services.journey.core.store import journeys as journeys_store
from services.journey.core.store import people as people_store
from shared.context.service_context import ServiceContext
from shared.persistence import access_log
from shared.persistence.database import Transaction
from shared.web.session import User

from .access import must_be_theirs


async def looked_at(tx: Transaction, here: ServiceContext, user: User, journey_id: UUID, page: str) -> Person:
    """The person, with the look noted in the access log; NotFound if they are not this user's to see."""
    person = await people_store.person(tx, journey_id, here.today())
    must_be_theirs(user, person)
    await access_log.looked(tx, user, person.participant_id, page, here.now())
    return person


async def their_journey(tx: Transaction, user: User, journey_id: UUID) -> Journey:
    """The journey, locked, to decide on; NotFound if it is not this user's to see."""
    journey = await journeys_store.journey(tx, journey_id)
    must_be_theirs(user, journey)
    return journey
