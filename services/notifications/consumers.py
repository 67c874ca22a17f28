"""What the notifications service does when it hears of events elsewhere: it keeps what decides about a message."""

from shared.bus import Hearing
from shared.database import Transaction
from shared.events import (
    CheckInDue,
    ConsentGiven,
    ConsentWithdrawn,
    JourneyClosed,
    JourneyOpened,
    ParticipantCardUpdated,
)
from shared.service import Here

from .domain import messages
from .store import contacts, ledger

hears = Hearing("notifications")


@hears(ParticipantCardUpdated)
async def know_how_to_reach_them(tx: Transaction, card: ParticipantCardUpdated, here: Here) -> None:
    await contacts.keep_card(tx, card)


@hears(ConsentGiven)
async def may_write_to_them(tx: Transaction, given: ConsentGiven, here: Here) -> None:
    if given.purpose == "messages":
        await contacts.keep_consent(tx, given)
    elif given.purpose == "service":
        await contacts.keep_service_consent(tx, given)


@hears(ConsentWithdrawn)
async def may_no_longer_write_to_them(tx: Transaction, withdrawn: ConsentWithdrawn, here: Here) -> None:
    if withdrawn.purpose == "messages":
        await contacts.keep_withdrawal(tx, withdrawn)
    elif withdrawn.purpose == "service":
        await contacts.keep_service_consent(tx, withdrawn)


@hears(JourneyOpened)
async def know_who_walks_with_them(tx: Transaction, opened: JourneyOpened, here: Here) -> None:
    await contacts.keep_journey(tx, opened)


@hears(JourneyClosed)
async def leave_them_alone(tx: Transaction, closed: JourneyClosed, here: Here) -> None:
    await contacts.keep_closing(tx, closed)


@hears(CheckInDue)
async def let_a_message_wait(tx: Transaction, due: CheckInDue, here: Here) -> None:
    await ledger.let_wait(tx, messages.message_for(due))
