"""The service's doors, and what fills a link worker's week."""

from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest

from shared.events import (
    CheckInAnswered,
    CheckInHeld,
    ContactTakenBack,
    DebriefHeld,
    Event,
    JourneyClosed,
    JourneyHandedOver,
    JourneyOpened,
    JourneyReopened,
    JourneyTakenBack,
)

if TYPE_CHECKING:
    from tests.doors import Doors, OpenDoors


@pytest.fixture
async def doors(open_doors: "OpenDoors") -> "Doors":
    from services.practice.app import service

    return await open_doors(service)


class Walk:
    """One journey of somebody nobody here knows."""

    def __init__(self, link_worker_id: UUID) -> None:
        self.link_worker_id = link_worker_id
        self.ids: dict[str, Any] = {"participant_id": uuid4(), "journey_id": uuid4()}

    def opened(self, at: datetime) -> Event:
        return JourneyOpened(**self.ids, referral_id=uuid4(), link_worker_id=self.link_worker_id, occurred_at=at)

    def closed(self, at: datetime) -> Event:
        return JourneyClosed(**self.ids, reason="on_their_own_feet", planned=True, occurred_at=at)

    def reopened(self, at: datetime) -> Event:
        return JourneyReopened(**self.ids, reopening_id=uuid4(), reason="asked_to_return", occurred_at=at)

    def handed_over(self, to: UUID, at: datetime) -> Event:
        return JourneyHandedOver(
            **self.ids,
            handover_id=uuid4(),
            link_worker_id=to,
            earlier_link_worker_id=self.link_worker_id,
            occurred_at=at,
        )

    def taken_back(self, at: datetime) -> Event:
        return JourneyTakenBack(**self.ids, referral_id=uuid4(), taking_back_id=uuid4(), occurred_at=at)

    def talked(self, at: datetime) -> Event:
        return CheckInHeld(**self.ids, check_in_id=uuid4(), mode="call", occurred_at=at)

    def took_back(self, talked: Event, at: datetime) -> Event:
        assert isinstance(talked, CheckInHeld)
        return ContactTakenBack(**self.ids, check_in_id=talked.check_in_id, occurred_at=at)

    def debriefed(self, at: datetime) -> Event:
        return DebriefHeld(**self.ids, debrief_id=uuid4(), would_go_again="yes", occurred_at=at)

    def answered(self, at: datetime, feeling: Any = "hard", please_call: bool = False) -> Event:
        return CheckInAnswered(
            **self.ids, check_in_id=uuid4(), feeling=feeling, please_call=please_call, occurred_at=at
        )
