"""What the referral service hears: who walks with how many, and what whoever referred them may be told."""

from shared.context.service_context import ServiceContext
from shared.events import (
    CheckInHeld,
    ContactTakenBack,
    JourneyClosed,
    JourneyHandedOver,
    JourneyOpened,
    JourneyReopened,
    JourneyStays,
    JourneyTakenBack,
    NewsSettled,
)
from shared.messaging.handlers import DependencyNotArrived, EventHandlers
from shared.persistence.database import Transaction

from . import commands, store
from .asking import commands as asking
from .asking.store import news

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
    await asking.tell_referrers(here, tx, closed.participant_id)


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


@hears(CheckInHeld)
async def let_it_be_told_that_we_are_in_touch(tx: Transaction, held: CheckInHeld, here: ServiceContext) -> None:
    """On CheckInHeld, keep that the two have talked: whoever referred the person hears it, as far as they may."""
    await news.keep_talk(tx, held)
    await asking.tell_referrers(here, tx, held.participant_id)


@hears(ContactTakenBack)
async def have_not_talked(tx: Transaction, told: ContactTakenBack, here: ServiceContext) -> None:
    """On ContactTakenBack, forget that talk."""
    await news.forget_talk(tx, told)


@hears(NewsSettled)
async def keep_what_became_of_it(tx: Transaction, told: NewsSettled, here: ServiceContext) -> None:
    """On NewsSettled, keep what became of the mail; after the last one their address is needed no more."""
    if await news.settle(tx, told) == "ended":
        await asking.forget_contact(here, tx, told.participant_id)
