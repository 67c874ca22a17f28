"""When a journey begins and ends."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from uuid import UUID, uuid5

from shared.events import JourneyClosed, JourneyOpened, ReferralAccepted
from shared.events.journey import Purpose
from shared.refusal import Refused

from .story import Sentence, by_code, plain

ClosingReason = Literal[
    "on_their_own_feet", "could_not_be_reached", "did_not_want_more", "moved_away", "other_support_fits", "other"
]

REASONS: dict[ClosingReason, str] = {
    "on_their_own_feet": "They are on their own feet",
    "did_not_want_more": "They did not want more, for now",
    "could_not_be_reached": "We could not reach them",
    "moved_away": "They moved away",
    "other_support_fits": "Other support fits better",
    "other": "Something else",
}


@dataclass(frozen=True)
class Journey:
    """What decisions about one person's journey need to know."""

    id: UUID
    participant_id: UUID
    link_worker_id: UUID
    opened_at: datetime
    closed_at: datetime | None = None
    goals_in_progress: int = 0
    consents: Mapping[Purpose, UUID] = field(default_factory=dict)
    """The consents that hold today: purpose -> consent id."""
    link_version: int = 0

    def must_be_open(self) -> None:
        if self.closed_at is not None:
            raise Refused("This journey is closed. What it holds can be read, and nothing is added.")


def open_journey(referral: ReferralAccepted) -> JourneyOpened:
    """One accepted referral, one journey: the id follows from the referral's."""
    return JourneyOpened(
        journey_id=uuid5(referral.referral_id, "journey"),
        participant_id=referral.participant_id,
        referral_id=referral.referral_id,
        link_worker_id=referral.link_worker_id,
        occurred_at=referral.occurred_at,
    )


def close(journey: Journey, reason: ClosingReason, planned: bool, at: datetime) -> JourneyClosed:
    """The two part ways. `planned`: they said goodbye to one another."""
    journey.must_be_open()
    return JourneyClosed(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        reason=reason,
        planned=planned,
        occurred_at=at,
    )


SENTENCES: Mapping[str, Sentence] = {
    "opened": plain("You set out together"),
    "closed": by_code(REASONS, "You parted ways. {}"),
}
