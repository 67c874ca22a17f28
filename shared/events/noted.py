"""What the journey service tells of what was noted, and put right later."""

from datetime import date
from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from .base import Private
from .journey import JourneyEvent, Mistake


class Correction(JourneyEvent):
    """What was noted is put right: it counts as it says now. What stood before stays on file."""

    correction_id: UUID
    happened_on: date = Field(description="the day it was")
    happened_at: Private[AwareDatetime] = None
    was_on: Private[date] = None
    corrected_by: Private[UUID] = None


class ContactCorrected(Correction):
    """How or on which day the two were in touch was put right."""

    check_in_id: UUID
    mode: Literal["call", "visit", "message"]
    note: Private[str] = None


class DebriefCorrected(Correction):
    """What came out when the two looked back, or the day they did, was put right."""

    debrief_id: UUID
    would_go_again: Literal["yes", "unsure", "no", "skipped"]
    note: Private[str] = None


class MomentCorrected(Correction):
    """A moment of connection, or its day, was put right."""

    moment_id: UUID
    kind: Literal[
        "felt_welcome", "met_someone", "laughed", "helped_someone", "went_alone", "went_back", "something_else"
    ]
    words: Private[str] = None


class TakenBack(JourneyEvent):
    """What was noted was a mistake and does not count. That it was noted, and for which day, stays on file."""

    reason: Mistake
    correction_id: Private[UUID] = None
    was_on: Private[date] = None
    taken_back_by: Private[UUID] = None


class VisitTakenBack(TakenBack):
    """How somebody went was noted by mistake; whoever else told that they were there still counts."""

    visit_id: UUID
    activity_id: UUID
    group_id: UUID


class MeasureTakenBack(TakenBack):
    """A questionnaire was noted by mistake: nobody answered it so, and it counts nowhere."""

    measure_id: UUID


class SettlingInTakenBack(TakenBack):
    """That somebody belongs there was noted by mistake."""

    settling_id: UUID
    activity_id: UUID
    group_id: UUID


class StoppingTakenBack(TakenBack):
    """That somebody does not go there any more was noted by mistake: they do."""

    stop_id: UUID
    activity_id: UUID
    group_id: UUID


class PauseTakenBack(TakenBack):
    """There was to be no pause: it was noted by mistake, and is as if it had never been agreed on."""

    pause_id: UUID


class SkillAttendanceTakenBack(TakenBack):
    """Whether somebody came to an hour to practise was noted by mistake. It is told anew, if somebody knows."""

    place_id: UUID
    session_id: UUID


class FollowUpTakenBack(TakenBack):
    """That somebody asked once more after the end was noted by mistake: it is still to be done."""

    follow_up_id: UUID


class OwnPageKeyNoted(JourneyEvent):
    """How somebody opens their own page was agreed on: the year they were born, a word they chose, or both.

    Neither is told. Links that they hold open again with it.
    """

    key_id: UUID
    year: Private[int] = None
    word: Private[str] = None
