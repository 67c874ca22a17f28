"""What the notifications service stores, in memory: the questions that its stores answer, for its clock and ears."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifications.domain import messages
from services.notifications.domain.messages import Contact, Message
from services.notifications.store.ledger import ClaimedMessage
from shared.events import (
    CheckInDue,
    ConsentGiven,
    ConsentWithdrawn,
    JourneyClosed,
    JourneyOpened,
    ParticipantCardUpdated,
)
from shared.persistence.log_order import where_it_lies
from tests.faults.simulated_database import SimTransaction


class Contacts:
    """In place of services.notifications.store.contacts."""

    async def locked(self, tx: SimTransaction, participant_id: UUID) -> Contact:
        tx.hold(participant_id)
        return self._of(tx, participant_id)

    def _of(self, tx: SimTransaction, participant_id: UUID) -> Contact:
        found: Contact = tx.table("contact").get(participant_id, Contact(participant_id))
        return found

    def _keep(self, tx: SimTransaction, participant_id: UUID, **changes: Any) -> None:
        tx.table("contact")[participant_id] = replace(self._of(tx, participant_id), **changes)

    async def keep_card(self, tx: SimTransaction, card: ParticipantCardUpdated) -> None:
        lies = where_it_lies(tx)
        if tx.table("card_lies").get(card.participant_id, -1) < lies.after:
            tx.table("card_lies")[card.participant_id] = lies.offset
            self._keep(
                tx, card.participant_id, has_card=True, phone=card.phone, contact_by=card.contact_by,
                safe=card.safe_to_contact,
            )  # fmt: skip
        elif card.safe_to_contact != "safe":
            self._keep(tx, card.participant_id, safe=card.safe_to_contact)

    async def keep_consent(self, tx: SimTransaction, given: ConsentGiven, said_at: datetime) -> None:
        lies = where_it_lies(tx)
        if tx.table("consent_lies").get(given.participant_id, -1) < lies.after:
            tx.table("consent_lies")[given.participant_id] = lies.offset
            self._keep(tx, given.participant_id, agreed=True)

    async def keep_withdrawal(self, tx: SimTransaction, withdrawn: ConsentWithdrawn) -> None:
        known = tx.table("consent_lies")
        known[withdrawn.participant_id] = max(known.get(withdrawn.participant_id, -1), where_it_lies(tx).offset)
        self._keep(tx, withdrawn.participant_id, agreed=False)


class Walks(Contacts):
    """In place of services.notifications.store.walks: the same rows."""

    async def keep_journey(self, tx: SimTransaction, opened: JourneyOpened) -> None:
        self._keep(tx, opened.participant_id, journey_id=opened.journey_id, journey_open=True)

    async def keep_closing(self, tx: SimTransaction, closed: JourneyClosed) -> None:
        self._keep(tx, closed.participant_id, journey_open=False)


class Ledger:
    """In place of services.notifications.store.ledger."""

    async def let_wait(self, tx: SimTransaction, message: Message) -> None:
        tx.table("message").setdefault(message.id, ("waiting", message, None))

    async def only_sender(self, tx: SimTransaction) -> bool:
        if "the only sender" in tx.db.held:
            return False
        tx.hold("the only sender")
        return True

    async def left_sending(self, tx: SimTransaction) -> list[ClaimedMessage]:
        return [
            ClaimedMessage(message, way) for state, message, way in tx.table("message").values() if state == "sending"
        ]

    async def waiting(self, tx: SimTransaction) -> list[tuple[Message, Contact]]:
        found = [message for state, message, _ in tx.table("message").values() if state == "waiting"]
        return [(one, tx.table("contact").get(one.participant_id, Contact(one.participant_id))) for one in found]

    async def claim(self, tx: SimTransaction, message: Message, channel: Any, at: Any) -> bool:
        if tx.table("message")[message.id][0] != "waiting":
            return False
        tx.table("message")[message.id] = ("sending", message, channel)
        return True

    async def put_back(self, tx: SimTransaction, message: Message, again_at: Any = None) -> None:
        tx.table("message")[message.id] = ("waiting", message, None)

    async def record(self, tx: SimTransaction, event: Any) -> None:
        """What became of it; told as any other fact is."""
        state = type(event).__name__.removeprefix("Message").lower()
        tx.table("message")[event.message_id] = (state, tx.table("message")[event.message_id][1], None)


def message_of(due: CheckInDue) -> UUID:
    return messages.message_for(due).id
