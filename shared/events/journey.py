"""What the journey service tells: a link worker's work with a person."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from .base import Event, Kept

Purpose = Literal["service", "evaluation", "messages"]


class JourneyEvent(Event):
    service = "journey"
    participant_id: UUID
    journey_id: UUID


class JourneyOpened(JourneyEvent):
    """A participant and a link worker have set out together."""

    referral_id: UUID
    link_worker_id: UUID


class WhatMattersRecorded(JourneyEvent):
    """The person said what matters to them; the words are theirs and stay here."""

    matters_id: UUID
    what_matters: Kept[str] = None
    interests: Kept[str] = None


class ConsentGiven(JourneyEvent):
    """The person agreed to one purpose, knowing they can change their mind."""

    consent_id: UUID
    purpose: Purpose
    method: Literal["verbal", "written", "online"]
    wording: str = Field(max_length=40, description="version of the words they agreed to, for example service-2026-01")


class ConsentWithdrawn(JourneyEvent):
    """The person changed their mind about one purpose. It ends today, whoever else would like it to go on."""

    consent_id: UUID
    purpose: Purpose


class GoalSet(JourneyEvent):
    """A participant has named something they want to work towards."""

    goal_id: UUID
    importance: int = Field(ge=1, le=10, description="1 a little, 10 nothing matters more")
    confidence: int | None = Field(None, ge=1, le=10, description="1 not at all sure, 10 very sure; null if skipped")
    wording: Kept[str] = None


class GoalReached(JourneyEvent):
    """The participant says they are where they wanted to be."""

    goal_id: UUID


class GoalLetGo(JourneyEvent):
    """The participant has put a goal down. That is not a failure."""

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


class CheckInRhythmChosen(JourneyEvent):
    """How often, on which day and when the person likes to be asked how they are going."""

    every_weeks: int = Field(ge=1, le=26)
    weekday: int = Field(ge=0, le=6, description="0 Monday to 6 Sunday")
    hour: int = Field(ge=0, le=23, description="local time")


class CheckInDue(JourneyEvent):
    """The time has come to ask how the person is going."""

    check_in_id: UUID
    due_at: AwareDatetime
    link_version: int = Field(0, description="version of the person's signed link; a revoked link has an older one")


class CheckInAnswered(JourneyEvent):
    """The person answered with one tap."""

    check_in_id: UUID
    feeling: Literal["good", "okay", "hard"]
    please_call: bool = False
    words: Kept[str] = None


class CheckInHeld(JourneyEvent):
    """The link worker and the person have talked."""

    check_in_id: UUID
    mode: Literal["call", "visit", "message"]
    note: Kept[str] = None


class DebriefDue(JourneyEvent):
    """The person went to a get-together for the first time; the link worker will hear how it was."""

    debrief_id: UUID
    attendance_id: UUID
    activity_id: UUID


class DebriefHeld(JourneyEvent):
    """Link worker and person looked back at it together."""

    debrief_id: UUID
    would_go_again: Literal["yes", "unsure", "no", "skipped"]
    note: Kept[str] = None


class MomentOfConnection(JourneyEvent):
    """A moment of connection or joy: the milestone this work is for."""

    moment_id: UUID
    kind: Literal[
        "felt_welcome", "met_someone", "laughed", "helped_someone", "went_alone", "went_back", "something_else"
    ]
    words: Kept[str] = None


class JourneyClosed(JourneyEvent):
    """The two part ways, for now or for good."""

    reason: Literal[
        "on_their_own_feet", "could_not_be_reached", "did_not_want_more", "moved_away", "other_support_fits", "other"
    ]
    planned: bool
