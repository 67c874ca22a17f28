"""One participant's story, as the other services tell it."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from shared.events import (
    ActivityAttended,
    ConsentGiven,
    ConsentWithdrawn,
    Event,
    GoalSet,
    JourneyOpened,
    MeasureTaken,
    ReferralAccepted,
    ReferralReceived,
)
from shared.events.consents import Purpose

ANN = UUID(int=0xA0)
BO = UUID(int=0xB0)
START = datetime(2026, 3, 2, 1, tzinfo=UTC)  # a Monday, midday in Melbourne


class Story:
    """What happens to one person, on days counted from `START`."""

    def __init__(self, who: UUID = ANN) -> None:
        self.who = who
        self.journey = {"participant_id": who, "journey_id": self.id("journey")}

    def id(self, what: str) -> UUID:
        return uuid5(self.who, what)

    def at(self, day: int) -> datetime:
        return START + timedelta(days=day)

    def on(self, day: int) -> date:
        return self.at(day).date()

    def referred(self, day: int = -10) -> ReferralReceived:
        return ReferralReceived(
            occurred_at=self.at(day), participant_id=self.who, referral_id=self.id("referral"), source="gp",
            age_band="65+", what_brings_them="Words that stay here", referred_by="Dr Words",
        )  # fmt: skip

    def accepted(self, day: int = -5) -> ReferralAccepted:
        return ReferralAccepted(
            occurred_at=self.at(day), participant_id=self.who, referral_id=self.id("referral"),
            link_worker_id=self.id("worker"),
        )  # fmt: skip

    def opened(self, day: int = -1) -> JourneyOpened:
        return JourneyOpened(
            occurred_at=self.at(day), referral_id=self.id("referral"), link_worker_id=self.id("worker"), **self.journey
        )

    def agreed(self, purpose: Purpose = "evaluation", day: int = 0, number: int = 0) -> ConsentGiven:
        return ConsentGiven(
            occurred_at=self.at(day), consent_id=self.id(f"consent {purpose} {number}"), purpose=purpose,
            method="verbal", wording=f"{purpose}-2026-01", **self.journey,
        )  # fmt: skip

    def changed_their_mind(self, day: int, purpose: Purpose = "evaluation", number: int = 0) -> ConsentWithdrawn:
        return ConsentWithdrawn(
            occurred_at=self.at(day), consent_id=self.id(f"consent {purpose} {number}"), purpose=purpose, **self.journey
        )

    def goal(self, day: int = 3) -> GoalSet:
        return GoalSet(
            occurred_at=self.at(day), goal_id=self.id(f"goal {day}"), importance=8, wording="Play cards", **self.journey
        )

    def measured(self, day: int, score: float | None = 7, number: int = 0) -> MeasureTaken:
        return MeasureTaken(
            occurred_at=self.at(day), measure_id=self.id(f"measure {day} {number}"), instrument="ucla-3",
            instrument_version="1", taken_on=self.on(day), answers=[3, 2, 2] if score else [None, None, None],
            score=score, missing_reason=None if score else "declined", **self.journey,
        )  # fmt: skip

    def attended(self, day: int) -> ActivityAttended:
        return ActivityAttended(
            occurred_at=self.at(day), participant_id=self.who, group_id=self.id("group"),
            activity_id=self.id("activity"), attendance_id=self.id(f"attendance {day}"), session_on=self.on(day),
            told_by="host",
        )  # fmt: skip

    def before_consent(self) -> list[Event]:
        return [self.referred(), self.accepted(), self.opened()]
