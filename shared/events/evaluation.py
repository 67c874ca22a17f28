"""What a Local releases to the evaluator: about pseudonyms, never about persons.

Every released fact is keyed by the pseudonym, timed by the ISO week it happened in (`occurred_at` is that week's
Monday, UTC), counts days from the person's consent to the service, and carries nothing that is not on this page.
"""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from .base import Event
from .referral import AgeBand, Source

Pseudonym = Annotated[str, Field(min_length=26, max_length=26, description="keyed by this Local; 130 bits, base32")]
Step = Literal[
    "referred", "accepted", "opened", "what_matters", "goal_set", "place_taken", "introduced", "attended", "closed"
]
STEPS: tuple[Step, ...] = Step.__args__  # type: ignore[attr-defined]


class Released(Event):
    """A fact that leaves a Local for the evaluator. Key of its records: the pseudonym, never an id of the Local's."""

    service = "evaluation"
    keyed_by = "pseudonym"
    pseudonym: Pseudonym


class ParticipationReleased(Released):
    """Somebody takes part in the evaluation."""

    local: str
    consented_week: str = Field(description="ISO week of the consent to the service, for example 2026-W09")
    age_band: AgeBand | None = None
    source: Source | None = None


class StepReleased(Released):
    """Somebody has come this far; told once a step."""

    step: Step
    day: int = Field(description="days since the consent to the service; negative before it")


class MeasureReleased(Released):
    """Somebody answered an instrument, or did not."""

    measure_id: UUID = Field(description="re-derived under the Local's key: it joins with nothing inside the Local")
    instrument: str
    day: int
    occasion: Literal["baseline", "week_8", "week_12", "week_26", "week_52", "closure"] | None = None
    score: float | None
    missing_reason: Literal["skipped", "declined", "not_asked", "lost"] | None = None


class AttendanceReleased(Released):
    """Somebody was at a get-together."""

    attendance_id: UUID
    day: int


class AttendanceWithdrawn(Released):
    """That get-together was told of by mistake: whoever counted it drops it."""

    attendance_id: UUID


class MeasureWithdrawn(Released):
    """That questionnaire was somebody else's: whoever counted it drops it."""

    measure_id: UUID


class StepWithdrawn(Released):
    """What was told of this step was a mistake, and they have not come that far yet. It may be told again."""

    step: Step


class ParticipationWithdrawn(Released):
    """Somebody no longer takes part: whoever hears this drops everything it has heard of them."""


class OutcomesPublished(Event):
    """The evaluator's figures as they stood, suppressed where few people would show."""

    service = "outcomes"
    keyed_by = "snapshot"
    snapshot: str = Field(description="name of this edition, for example ucla-3/week_12")
    instrument: str
    occasion: str
    n_consented: int
    n_paired: int
    missing: int
    baseline_mean: float | None
    change_mean: float | None
    change_sd: float | None
    ci_low: float | None
    ci_high: float | None
    by_local: dict[str, dict[str, int | float | str | None]] = Field(description='a hidden cell is the string "n.p."')
    sources: dict[str, int] = Field(description="topic/partition -> next offset: exactly what was counted")
