"""What the referral service hears: who walks with how many, so that nobody is given too much."""

from shared.context.service_context import ServiceContext
from shared.events import (
    JourneyClosed,
    JourneyHandedOver,
    JourneyOpened,
    JourneyReopened,
    JourneyStays,
    JourneyTakenBack,
)
from shared.messaging.handlers import DependencyNotArrived, EventHandlers
from shared.persistence.database import Transaction

from . import commands, store

hears = EventHandlers("referral")


@hears(JourneyOpened)
async def count_who_walks_with_whom(tx: Transaction, opened: JourneyOpened, here: ServiceContext) -> None:
    """On JourneyOpened, keep the journey: the person counts in its link worker's load."""
    await store.note_journey_opened(tx, opened)


@hears(JourneyClosed)
async def make_room_for_somebody_else(tx: Transaction, closed: JourneyClosed, here: ServiceContext) -> None:
    """On JourneyClosed, count the person no longer in their link worker's load.

    Raises `DependencyNotArrived` if the journey is not known here yet.
    """
    if not await store.note_journey_closed(tx, closed):
        raise DependencyNotArrived("the journey's opening has not arrived")


@hears(JourneyReopened)
async def count_them_again(tx: Transaction, reopened: JourneyReopened, here: ServiceContext) -> None:
    """On JourneyReopened, count the person in their link worker's load again.

    Raises `DependencyNotArrived` if the journey is not known here yet.
    """
    if not await store.note_journey_goes_on(tx, reopened):
        raise DependencyNotArrived("the journey's opening has not arrived")


@hears(JourneyHandedOver)
async def count_them_with_somebody_else(tx: Transaction, handed_over: JourneyHandedOver, here: ServiceContext) -> None:
    """On JourneyHandedOver, count the person in the load of whoever walks with them now.

    Raises `DependencyNotArrived` if the journey is not known here yet.
    """
    if not await store.note_handover(tx, handed_over):
        raise DependencyNotArrived("the journey's opening has not arrived")


@hears(JourneyTakenBack)
async def let_it_stand_as_before(tx: Transaction, told: JourneyTakenBack, here: ServiceContext) -> None:
    """On JourneyTakenBack, delete the journey and take back the acceptance that had led to it.

    Raises `DependencyNotArrived` if the journey is not known here yet.
    """
    if not await store.forget_journey(tx, told):
        raise DependencyNotArrived("the journey's opening has not arrived")
    await commands.stands_as_before(here, tx, told.referral_id, told.taking_back_id)


@hears(JourneyStays)
async def say_that_it_stays(tx: Transaction, told: JourneyStays, here: ServiceContext) -> None:
    """On JourneyStays, note that an acceptance which was asked back stays: the two have begun."""
    await store.note_that_it_stays(tx, told)
