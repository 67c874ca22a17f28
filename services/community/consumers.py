"""What the community service does when it hears of a person's journey, agreements and card."""

from shared.context.service_context import ServiceContext
from shared.events import (
    ConsentGiven,
    ConsentRefusalTakenBack,
    ConsentRefused,
    ConsentWithdrawn,
    JourneyClosed,
    JourneyHandedOver,
    JourneyOpened,
    JourneyReopened,
    JourneyTakenBack,
    ParticipantCardUpdated,
    ParticipantErased,
    ParticipantJoined,
    ParticipantParted,
)
from shared.messaging.handlers import DependencyNotArrived, EventHandlers
from shared.persistence import erasure, joinings
from shared.persistence.database import Transaction
from shared.persistence.erasure import DataSubject

from . import store
from .domain import people
from .keeps import KEEPS

hears = EventHandlers("community")


@hears(JourneyOpened)
async def know_who_walks_with_whom(tx: Transaction, journey: JourneyOpened, here: ServiceContext) -> None:
    """On JourneyOpened, keep the person's journey and which link worker walks with them."""
    await store.keep_journey(tx, journey)


@hears(JourneyClosed)
async def note_that_a_journey_ended(tx: Transaction, journey: JourneyClosed, here: ServiceContext) -> None:
    """On JourneyClosed, note that the journey ended. Places stay: only the person gives a place up.

    Raises `DependencyNotArrived` if the journey is not known here yet.
    """
    if not await store.close_journey(tx, journey):
        raise DependencyNotArrived("the journey that closed is not known here")


@hears(JourneyReopened)
async def note_that_a_journey_goes_on(tx: Transaction, journey: JourneyReopened, here: ServiceContext) -> None:
    """On JourneyReopened, note that the journey is open again; `DependencyNotArrived` if it is not known here yet."""
    if not await store.reopen_journey(tx, journey):
        raise DependencyNotArrived("the journey that goes on is not known here")


@hears(JourneyHandedOver)
async def know_who_walks_with_them_now(tx: Transaction, journey: JourneyHandedOver, here: ServiceContext) -> None:
    """On JourneyHandedOver, note which link worker walks with them now.

    Raises `DependencyNotArrived` if the journey is not known here yet.
    """
    if not await store.hand_over(tx, journey):
        raise DependencyNotArrived("the journey that was handed over is not known here")


@hears(JourneyTakenBack)
async def forget_that_journey(tx: Transaction, journey: JourneyTakenBack, here: ServiceContext) -> None:
    """On JourneyTakenBack, delete the journey: they were given to a link worker by mistake.

    Raises `DependencyNotArrived` if the journey is not known here yet.
    """
    if not await store.forget_journey(tx, journey):
        raise DependencyNotArrived("the journey that was taken back is not known here")


@hears(ConsentGiven)
async def note_agreement(tx: Transaction, consent: ConsentGiven, here: ServiceContext) -> None:
    """On ConsentGiven for the service, note that they agree; consents for other purposes change nothing here.

    Raises `DependencyNotArrived` if no journey of theirs is known here yet.
    """
    if consent.purpose == "service" and not await store.note_agreement(tx, consent):
        raise DependencyNotArrived("the journey of this consent is not known here")


@hears(ConsentWithdrawn)
async def stop_showing_their_name(tx: Transaction, consent: ConsentWithdrawn, here: ServiceContext) -> None:
    """On ConsentWithdrawn of the service, no host sees their name any more and nothing new is planned for them.

    Raises `DependencyNotArrived` if no journey of theirs is known here yet.
    """
    if consent.purpose == "service" and not await store.note_agreement(tx, consent):
        raise DependencyNotArrived("the journey of this consent is not known here")


@hears(ConsentRefused)
async def show_no_name(tx: Transaction, consent: ConsentRefused, here: ServiceContext) -> None:
    """On ConsentRefused of the service, no host sees their name and nothing is planned for them.

    Raises `DependencyNotArrived` if no journey of theirs is known here yet.
    """
    if consent.purpose == "service" and not await store.note_agreement(tx, consent):
        raise DependencyNotArrived("the journey of this answer is not known here")


@hears(ConsentRefusalTakenBack)
async def forget_that_no(tx: Transaction, told: ConsentRefusalTakenBack, here: ServiceContext) -> None:
    """On ConsentRefusalTakenBack of the service, that no was never said.

    Raises `DependencyNotArrived` if no journey of theirs is known here yet.
    """
    if told.purpose == "service" and not await store.note_agreement(tx, told):
        raise DependencyNotArrived("the journey of this answer is not known here")


@hears(ParticipantCardUpdated)
async def keep_what_they_are_called(tx: Transaction, card: ParticipantCardUpdated, here: ServiceContext) -> None:
    """On ParticipantCardUpdated, keep their name and what they have said they are called, and no more of the card."""
    await store.keep_card(tx, card.participant_id, card.name, people.greeted(card), card.occurred_at)


async def read_them_together(
    tx: Transaction, told: ParticipantJoined | ParticipantParted, here: ServiceContext
) -> None:
    """On ParticipantJoined, what stands on either record is one person's; on ParticipantParted, each has their own."""
    await joinings.note(tx, told)


hears(ParticipantJoined)(read_them_together)
hears(ParticipantParted)(read_them_together)


@hears(ParticipantErased)
async def forget_them(tx: Transaction, erased: ParticipantErased, here: ServiceContext) -> None:
    """On ParticipantErased, delete every row about the person, from the tables that `KEEPS` names."""
    who = DataSubject.of(erased.participant_id, (), here.settings)
    await erasure.forget(tx, who, KEEPS, here.now())
