"""What the journey service tells: a link worker's work with a person."""

from datetime import date
from typing import Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from .base import Event, Private

Mistake = Literal["wrong_person", "twice", "did_not_happen"]
WHEN: Any = Field(None, description="the day it was, where that is not the day on which it was told")
WHY: Any = Field(None, description="why, where it was noticed later than at once")


class JourneyEvent(Event):
    """A fact about one journey. Key of its records: the participant's id."""

    service = "journey"
    participant_id: UUID
    journey_id: UUID


class JourneyOpened(JourneyEvent):
    """A participant and a link worker have set out together."""

    referral_id: UUID
    link_worker_id: UUID
    episode: int = Field(1, ge=1, description="2 and more: the same person has set out anew after an earlier journey")
    earlier_journey_id: UUID | None = None


class WhatMattersRecorded(JourneyEvent):
    """The person said what matters to them; the words are theirs and stay here.

    The headings are those of "About Me" in the PRSB Social Prescribing Information Standard v1.1, with the interests
    of before and to come, values and habits.
    """

    matters_id: UUID
    told: Literal["together", "self"] = "together"
    what_matters: Private[str] = None
    people: Private[str] = None
    communication: Private[str] = None
    wellness: Private[str] = None
    please_do: Private[str] = None
    support: Private[str] = None
    also: Private[str] = None
    interests: Private[str] = None
    interests_past: Private[str] = None
    interests_future: Private[str] = None
    personal_values: Private[str] = None
    habits: Private[str] = None
    adjustments: Private[str] = None
    interpreter: Private[str] = None
    written_with: Private[str] = None


class GoalSet(JourneyEvent):
    """A participant has named something they want to work towards."""

    goal_id: UUID
    importance: int = Field(ge=1, le=10, description="1 a little, 10 nothing matters more")
    confidence: int | None = Field(None, ge=1, le=10, description="1 not at all sure, 10 very sure; null if skipped")
    review_on: date | None = Field(None, description="the day on which they will look at it together")
    wording: Private[str] = None


class GoalReviewed(JourneyEvent):
    """They looked at a goal together: how much it matters now, how sure the person is, how far they have come."""

    goal_id: UUID
    review_id: UUID
    importance: int | None = Field(None, ge=1, le=10)
    confidence: int | None = Field(None, ge=1, le=10)
    level: int | None = Field(None, ge=-2, le=2, description="goal attainment: -2 much less than hoped to 2 much more")
    review_on: date | None = None
    note: Private[str] = None


class GoalChanged(JourneyEvent):
    """The goal reads differently now; what it said before stays on file."""

    goal_id: UUID
    change_id: UUID
    wording: Private[str] = None


class GoalScaled(JourneyEvent):
    """They agreed what each level of attainment would look like for this goal, and how much it weighs."""

    goal_id: UUID
    weight: int = Field(ge=0, le=9, description="importance (0-3) times difficulty (0-3)")
    baseline: int = Field(-1, ge=-2, le=2, description="where the person stands today")
    levels: Private[list[str]] = None


class GoalStepPlanned(JourneyEvent):
    """One small thing on the way to a goal: who does it, and by when."""

    goal_id: UUID
    step_id: UUID
    who: Literal["person", "link_worker", "together", "somebody_else"]
    due_on: date | None = None
    what: Private[str] = None


class GoalStepDone(JourneyEvent):
    """The small thing is done."""

    goal_id: UUID
    step_id: UUID


class GoalStepDropped(JourneyEvent):
    """The small thing is not needed any more."""

    goal_id: UUID
    step_id: UUID


class GoalReached(JourneyEvent):
    """The participant says they are where they wanted to be."""

    goal_id: UUID


class GoalLetGo(JourneyEvent):
    """The participant has put a goal down. That is not a failure."""

    goal_id: UUID


class GoalResumed(JourneyEvent):
    """A goal that had ended is in progress again: the tap was a mistake, or the person picked it up once more."""

    goal_id: UUID


class MeasureTaken(JourneyEvent):
    """The person answered an instrument, or chose not to; every item may be skipped."""

    measure_id: UUID
    instrument: str = Field(description="code of the instrument, for example ucla-3")
    instrument_version: str
    taken_on: date = Field(description="the day it was answered, in the Local's time zone")
    occasion: Literal["baseline", "week_8", "week_12", "week_26", "week_52", "closure"] | None = None
    answers: list[int | None] = Field(description="in item order; null is a skipped item")
    score: float | None = Field(description="null when the instrument's own rule says it is missing")
    missing_reason: Literal["skipped", "declined", "not_asked", "lost"] | None = None
    mode: Literal["together", "phone", "self"] = "together"
    declined_items: list[str] = Field([], description="codes of the items the person would rather not answer")
    subscales: dict[str, float | None] = Field({}, description="scores of the parts, where an instrument has parts")
    weights: list[int] = Field([], description="goal attainment only: the weight of each goal, in answer order")


class CheckInRhythmChosen(JourneyEvent):
    """How often, on which day and when the person likes to be asked how they are going."""

    every_weeks: int = Field(ge=1, le=26)
    weekday: int = Field(ge=0, le=6, description="0 Monday to 6 Sunday")
    hour: int = Field(ge=0, le=23, description="local time")
    minute: int = Field(0, ge=0, le=59)
    weekdays: list[int] = Field([], description="all the days, if there are several; empty: only `weekday`")


class CheckInDue(JourneyEvent):
    """The time has come to ask how the person is going."""

    check_in_id: UUID
    due_at: AwareDatetime
    link_version: int = Field(0, description="version of the person's signed link; a revoked link has an older one")
    by: Literal["message", "person"] = Field(
        "message", description="person: messages went unanswered, so a person is to ask and nothing is sent"
    )


class CheckInAnswered(JourneyEvent):
    """The person answered with one tap."""

    check_in_id: UUID
    feeling: Literal["good", "okay", "hard"]
    please_call: bool = False
    words: Private[str] = None


class CheckInHeld(JourneyEvent):
    """The link worker and the person have talked."""

    check_in_id: UUID
    mode: Literal["call", "visit", "message"]
    happened_on: date | None = WHEN
    happened_at: Private[AwareDatetime] = None
    note: Private[str] = None
    recorded_by: Private[UUID] = None


class CheckInMoved(JourneyEvent):
    """They agreed on another time for this one check-in."""

    check_in_id: UUID
    to: AwareDatetime


class CheckInMissed(JourneyEvent):
    """This one did not come about; the next follows in the rhythm. Nobody is to blame."""

    check_in_id: UUID
    reason: Literal["no_answer", "not_well", "away", "not_today", "we_could_not", "other"]


class ContactTakenBack(JourneyEvent):
    """A contact was recorded by mistake and does not count."""

    check_in_id: UUID
    reason: Mistake | None = WHY
    correction_id: Private[UUID] = None
    was_on: Private[date] = None
    taken_back_by: Private[UUID] = None


class DebriefDue(JourneyEvent):
    """The person went to a get-together for the first time; the link worker will hear how it was."""

    debrief_id: UUID
    attendance_id: UUID
    activity_id: UUID


class DebriefHeld(JourneyEvent):
    """Link worker and person looked back at it together."""

    debrief_id: UUID
    would_go_again: Literal["yes", "unsure", "no", "skipped"]
    happened_on: date | None = WHEN
    happened_at: Private[AwareDatetime] = None
    note: Private[str] = None


class MomentOfConnection(JourneyEvent):
    """A moment of connection or joy: the milestone this work is for."""

    moment_id: UUID
    kind: Literal[
        "felt_welcome", "met_someone", "laughed", "helped_someone", "went_alone", "went_back", "something_else"
    ]
    happened_on: date | None = WHEN
    happened_at: Private[AwareDatetime] = None
    words: Private[str] = None


class MomentTakenBack(JourneyEvent):
    """A moment was noted by mistake and does not count."""

    moment_id: UUID
    reason: Mistake | None = WHY
    correction_id: Private[UUID] = None
    was_on: Private[date] = None
    taken_back_by: Private[UUID] = None
