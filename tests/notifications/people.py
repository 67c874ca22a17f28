"""People to write to, and what is heard of them, for the tests of notifications."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4, uuid5

from services.notifications.channels import Outcome, OutgoingMessage, Ways
from services.notifications.domain.messages import message_for
from shared.events import (
    CheckInDue,
    CheckInHeld,
    CheckInMissed,
    CheckInMoved,
    ConsentGiven,
    ConsentWithdrawn,
    ContactTakenBack,
    JourneyClosed,
    JourneyOpened,
    JourneyPaused,
    JourneyResumed,
    ParticipantCardUpdated,
)
from tests.doors import NOON, Doors

THUY = UUID("0b000000-0000-4000-8000-000000000011")
EARLIER = NOON - timedelta(days=30)


class Somebody:
    """One made-up person: everything that may be told of them, with an ever later time."""

    def __init__(self, link_worker_id: UUID = THUY, name: str = "Dimitra Papadopoulos") -> None:
        self.referral_id = uuid4()
        self.id = uuid5(self.referral_id, "participant")
        self.journey_id = uuid5(self.referral_id, "journey")
        self.link_worker_id, self.name = link_worker_id, name
        self._told = 0

    def _next(self) -> datetime:
        self._told += 1
        return EARLIER + timedelta(minutes=self._told)

    def card(self, **changes: Any) -> ParticipantCardUpdated:
        usual: dict[str, Any] = {
            "participant_id": self.id,
            "name": self.name,
            "phone": "+61491570006",
            "email": "dimitra@example.org",
            "contact_by": "sms",
            "safe_to_contact": "safe",
            "occurred_at": self._next(),
        }
        return ParticipantCardUpdated.model_validate(usual | changes)

    def opened(self) -> JourneyOpened:
        return JourneyOpened(
            participant_id=self.id,
            journey_id=self.journey_id,
            referral_id=self.referral_id,
            link_worker_id=self.link_worker_id,
            occurred_at=self._next(),
        )

    def closed(self) -> JourneyClosed:
        return JourneyClosed(
            participant_id=self.id,
            journey_id=self.journey_id,
            reason="on_their_own_feet",
            planned=True,
            occurred_at=self._next(),
        )

    def agreed(self, purpose: Any = "messages") -> ConsentGiven:
        return ConsentGiven(
            participant_id=self.id,
            journey_id=self.journey_id,
            consent_id=uuid4(),
            purpose=purpose,
            method="verbal",
            wording="messages-2026-01",
            occurred_at=self._next(),
        )

    def withdrew(self, purpose: Any = "messages") -> ConsentWithdrawn:
        return ConsentWithdrawn(
            participant_id=self.id,
            journey_id=self.journey_id,
            consent_id=uuid4(),
            purpose=purpose,
            occurred_at=self._next(),
        )

    def due(
        self, at: datetime = NOON, link_version: int = 0, by: Literal["message", "person"] = "message"
    ) -> CheckInDue:
        return CheckInDue(
            participant_id=self.id,
            journey_id=self.journey_id,
            check_in_id=uuid5(self.journey_id, at.isoformat()),
            due_at=at,
            link_version=link_version,
            by=by,
            occurred_at=at,
        )

    def paused(self, pause_id: UUID, from_on: date, until_on: date | None) -> JourneyPaused:
        return JourneyPaused(
            **self._ids, pause_id=pause_id, from_on=from_on, until_on=until_on, reason="holiday",
            occurred_at=self._next(),
        )  # fmt: skip

    def resumed(self, pause_id: UUID, on: date) -> JourneyResumed:
        return JourneyResumed(**self._ids, pause_id=pause_id, resumed_on=on, occurred_at=self._next())

    def talked(self, at: datetime, due_at: datetime = NOON) -> CheckInHeld:
        return CheckInHeld(**self._ids, check_in_id=self.due(due_at).check_in_id, mode="call", occurred_at=at)

    def moved(self, at: datetime, due_at: datetime = NOON) -> CheckInMoved:
        to = at + timedelta(days=1)
        return CheckInMoved(**self._ids, check_in_id=self.due(due_at).check_in_id, to=to, occurred_at=at)

    def missed(self, at: datetime, due_at: datetime = NOON) -> CheckInMissed:
        return CheckInMissed(**self._ids, check_in_id=self.due(due_at).check_in_id, reason="away", occurred_at=at)

    def took_back(self, at: datetime, due_at: datetime = NOON) -> ContactTakenBack:
        return ContactTakenBack(**self._ids, check_in_id=self.due(due_at).check_in_id, occurred_at=at)

    @property
    def _ids(self) -> dict[str, UUID]:
        return {"participant_id": self.id, "journey_id": self.journey_id}

    def message_id(self, at: datetime = NOON) -> UUID:
        return message_for(self.due(at)).id

    async def ready(self, doors: Doors, due_at: datetime = NOON, **card: Any) -> UUID:
        """Somebody we may write to, and a check-in that is due. Returns the message's id."""
        for told in (self.card(**card), self.opened(), self.agreed(), self.due(due_at)):
            assert await doors.hear(told)
        return self.message_id(due_at)


BODY = "Hi,\n\nhow are things going? Ça va?\nhttps://hi.example.org/me/abc\n\nReply STOP.\n"


def letter(to: str = "dimitra@example.org") -> OutgoingMessage:
    return OutgoingMessage(message_id=uuid4(), to=to, body=BODY, subject="How are things going?", at=NOON)


class Provider:
    """The outside world: remembers what it was handed and answers as it is told, as `ChannelAdapter` promises."""

    def __init__(self, outcome: Outcome = "taken") -> None:
        self.outcome: Outcome = outcome
        self.handed: list[OutgoingMessage] = []

    async def hand_over(self, letter: OutgoingMessage) -> Outcome:
        self.handed.append(letter)
        return self.outcome


def through(provider: Any) -> Ways:
    return {"sms": provider, "email": provider}


async def states(doors: Doors) -> list[tuple[str, str | None]]:
    async with doors.here.db.transaction() as tx:
        rows = await tx.fetch("SELECT state, reason FROM message ORDER BY due_at, message_id")
    return [(row["state"], row["reason"]) for row in rows]


def melbourne(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment in March 2026 (daylight saving, 11 hours ahead) by the clock on Melbourne's wall, as UTC."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC) - timedelta(hours=11)
