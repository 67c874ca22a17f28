"""What this Local knows about one participant that could be let out, if they agree. Days are the Local's own."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal
from uuid import UUID

from shared.events.evaluation import Step
from shared.events.referral import AgeBand, Source

Occasion = Literal["baseline", "week_8", "week_12", "week_26", "week_52", "closure"]
MissingReason = Literal["skipped", "declined", "not_asked", "lost"]


@dataclass(frozen=True)
class Measure:
    """One measurement with an instrument: its score, or the reason why there is none."""

    measure_id: UUID
    instrument: str
    taken_on: date
    occasion: Occasion | None
    score: float | None
    missing_reason: MissingReason | None


@dataclass(frozen=True)
class Attendance:
    """One visit to a get-together; which one it was is not kept."""

    attendance_id: UUID
    session_on: date
    session: UUID | None = None
    """The same for everybody who was at that session, and no more than that."""


@dataclass(frozen=True)
class Agreement:
    """A participant's consent to the evaluation as it stands."""

    given_on: date
    """The day of the latest word of agreement."""
    day_zero: date
    """The day of the first consent to the service; where none is known, of the first consent to the evaluation."""
    withdrawn_on: date | None = None
    """The day it was taken back, if it was taken back after that."""


@dataclass(frozen=True)
class ParticipantFacts:
    """Everything this Local knows about one participant that the evaluator might be told."""

    participant_id: UUID
    source: Source | None = None
    age_band: AgeBand | None = None
    agreement: Agreement | None = None
    """None: never agreed to the evaluation."""
    said_no_on: date | None = None
    """The day on which they last said no, if that is their last word."""
    steps: dict[Step, date] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    attendances: tuple[Attendance, ...] = ()
