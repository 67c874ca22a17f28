"""What the practice service does when it hears of events elsewhere: it counts what fills a link worker's week."""

from shared.context.service_context import ServiceContext
from shared.events import (
    CheckInAnswered,
    CheckInHeld,
    ContactCorrected,
    ContactTakenBack,
    DebriefCorrected,
    DebriefHeld,
    JourneyClosed,
    JourneyHandedOver,
    JourneyOpened,
    JourneyReopened,
    JourneysErased,
    JourneyTakenBack,
)
from shared.kernel.days import moment_of
from shared.messaging.handlers import DependencyNotArrived, EventHandlers
from shared.persistence import erasure
from shared.persistence.database import Transaction
from shared.persistence.erasure import DataSubject

from . import store
from .keeps import KEEPS

hears = EventHandlers("practice")


@hears(JourneyOpened)
async def count_somebody_more(tx: Transaction, opened: JourneyOpened, here: ServiceContext) -> None:
    """On JourneyOpened: one more person in the link worker's caseload."""
    await store.keep_opening(tx, opened)


@hears(JourneyClosed)
async def count_somebody_less(tx: Transaction, closed: JourneyClosed, here: ServiceContext) -> None:
    """On JourneyClosed: the person counts in nobody's caseload any more."""
    await store.keep_turn(tx, closed)


@hears(JourneyReopened)
async def count_them_again(tx: Transaction, reopened: JourneyReopened, here: ServiceContext) -> None:
    """On JourneyReopened: the person is in the link worker's caseload again."""
    await store.keep_turn(tx, reopened)


@hears(JourneyHandedOver)
async def count_them_with_somebody_else(tx: Transaction, handed_over: JourneyHandedOver, here: ServiceContext) -> None:
    """On JourneyHandedOver: the person counts with the new link worker, as somebody new.

    A first talk is to come, for whoever takes over.
    """
    await store.keep_handover(tx, handed_over)


@hears(JourneyTakenBack)
async def count_as_if_it_had_never_been(tx: Transaction, told: JourneyTakenBack, here: ServiceContext) -> None:
    """On JourneyTakenBack: forget the journey. Raises DependencyNotArrived if it is not known here yet."""
    if not await store.forget_walk(tx, told):
        raise DependencyNotArrived("the journey's opening has not arrived")


@hears(CheckInHeld)
async def count_a_talk(tx: Transaction, held: CheckInHeld, here: ServiceContext) -> None:
    """On CheckInHeld: one more talk in the link worker's week, on the day it was held."""
    at = moment_of(held.happened_on, held.occurred_at, here.zone)
    await store.keep_contact(tx, held.check_in_id, held.journey_id, "talk", at)


@hears(ContactCorrected)
async def count_that_talk_on_its_day(tx: Transaction, told: ContactCorrected, here: ServiceContext) -> None:
    """On ContactCorrected: move the talk to the day on which it was really held."""
    at = moment_of(told.happened_on, told.occurred_at, here.zone)
    await store.move_contact(tx, told.check_in_id, told.journey_id, "talk", at)


@hears(DebriefCorrected)
async def count_that_debrief_on_its_day(tx: Transaction, told: DebriefCorrected, here: ServiceContext) -> None:
    """On DebriefCorrected: move the debrief to the day on which it was really held."""
    at = moment_of(told.happened_on, told.occurred_at, here.zone)
    await store.move_contact(tx, told.debrief_id, told.journey_id, "debrief", at)


@hears(ContactTakenBack)
async def count_no_talk(tx: Transaction, taken_back: ContactTakenBack, here: ServiceContext) -> None:
    """On ContactTakenBack: the talk was recorded by mistake, and is counted no more."""
    await store.forget_talk(tx, taken_back.check_in_id, taken_back.journey_id)


@hears(DebriefHeld)
async def count_a_debrief(tx: Transaction, held: DebriefHeld, here: ServiceContext) -> None:
    """On DebriefHeld: one more debrief in the link worker's week, on the day it was held."""
    at = moment_of(held.happened_on, held.occurred_at, here.zone)
    await store.keep_contact(tx, held.debrief_id, held.journey_id, "debrief", at)


@hears(CheckInAnswered)
async def count_what_weighs(tx: Transaction, answered: CheckInAnswered, here: ServiceContext) -> None:
    """On CheckInAnswered: count an answer that it is hard, or that asks for a call; no other."""
    if answered.feeling == "hard" or answered.please_call:
        await store.keep_contact(tx, answered.check_in_id, answered.journey_id, "hard", answered.occurred_at)


@hears(JourneysErased)
async def forget_them(tx: Transaction, erased: JourneysErased, here: ServiceContext) -> None:
    """On JourneysErased: delete what is kept about these journeys."""
    who = DataSubject.of(erased.participant_id, erased.journey_ids, here.settings)
    await erasure.forget(tx, who, KEEPS, here.now())
