"""What people note has a day: today, or the day it was. Put right later, what stood before stays on file."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.journey.check_ins.rules.check_ins import HELD, CheckIn, Mode
from services.journey.check_ins.rules.pauses import REASONS as PAUSED
from services.journey.core.rules import free_text
from services.journey.core.rules.days import when
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.rhythm import Pause
from services.journey.core.rules.story import Entry, Happening, Sentence
from services.journey.groups.rules.last_mile import REASONS as STOPPED
from services.journey.groups.rules.last_mile import WENT, StepRecord
from services.journey.lifecycle.rules.course import FOLLOWED_UP
from services.journey.moments.rules.debriefs import AGAIN, WouldGoAgain
from services.journey.moments.rules.moments import KINDS, Kind, Moment
from shared.events import (
    ContactCorrected,
    ContactTakenBack,
    DebriefCorrected,
    FollowUpTakenBack,
    MeasureTakenBack,
    MomentCorrected,
    MomentTakenBack,
    PauseTakenBack,
    SettlingInTakenBack,
    SkillAttendanceTakenBack,
    StoppingTakenBack,
    VisitTakenBack,
)
from shared.events.journey import Mistake
from shared.kernel.days import day_words
from shared.kernel.refusal import NotFound, Refused

MISTAKES: Mapping[str, str] = {
    "wrong_person": "It was noted for the wrong person",
    "twice": "It was noted twice",
    "did_not_happen": "It did not come about",
}
ASKED: Mapping[str, str] = {"answered": "they answered", "declined": "they would rather not"}
CAME: Mapping[str, str] = {"came": "they came", "stayed_away": "they did not come"}


@dataclass(frozen=True)
class Editor:
    """Who puts something right or takes it back, when, in which time zone, and the id of the correction."""

    id: UUID
    by: UUID
    zone: ZoneInfo
    now: datetime

    def was_on(self, on: date | None, at: datetime) -> date:
        return on or at.astimezone(self.zone).date()


def _put_right(journey: Journey, on: date, was_on: date, was_at: datetime, editor: Editor) -> dict[str, Any]:
    """The day it was keeps its hour, if only something else is put right."""
    journey.must_be_open()
    found = when(journey, on, editor.zone, editor.now)
    at = was_at if on == was_on else found.at or editor.now
    return {
        "journey_id": journey.id, "participant_id": journey.participant_id, "correction_id": editor.id,
        "happened_on": on, "happened_at": at, "was_on": was_on, "corrected_by": editor.by, "occurred_at": editor.now,
    }  # fmt: skip


def correct_contact(
    journey: Journey, contact: CheckIn, on: date, mode: Mode, note: str | None, editor: Editor
) -> ContactCorrected:
    """Correct a contact: its day, how they were in touch, its note. What stood before stays on file."""
    if contact.held_at is None:
        raise Refused("This has been taken back already.", conflict=True)
    said = _put_right(journey, on, editor.was_on(contact.held_on, contact.held_at), contact.held_at, editor)
    return ContactCorrected(**said, check_in_id=contact.id, mode=mode, note=free_text.said(note))


def correct_moment(
    journey: Journey, moment: Moment | None, on: date, kind: Kind, words: str | None, editor: Editor
) -> MomentCorrected:
    """Correct a moment of connection: its day, kind and words. What stood before stays on file."""
    found = _this(journey, moment)
    said = _put_right(journey, on, editor.was_on(found.happened_on, found.noted_at), found.noted_at, editor)
    return MomentCorrected(**said, moment_id=found.id, kind=kind, words=free_text.said(words))


def correct_debrief(
    journey: Journey, debrief: Mapping[str, Any], on: date, again: WouldGoAgain, note: str | None, editor: Editor
) -> DebriefCorrected:
    """Correct a debrief: its day, its answer, its note. Refused where it has not been held."""
    held_at: datetime | None = debrief["held_at"]
    if held_at is None:
        raise Refused("You have not looked back at it yet.", conflict=True)
    said = _put_right(journey, on, editor.was_on(debrief["held_on"], held_at), held_at, editor)
    return DebriefCorrected(
        **said, debrief_id=debrief["id"], would_go_again=again, note=free_text.said(note)
    )  # fmt: skip


def _mistaken(journey: Journey, reason: Mistake, was_on: date, editor: Editor) -> dict[str, Any]:
    journey.must_be_open()
    return _told_of(journey, reason, was_on, editor)


def _told_of(journey: Journey, reason: Mistake, was_on: date, editor: Editor) -> dict[str, Any]:
    return {
        "journey_id": journey.id, "participant_id": journey.participant_id, "correction_id": editor.id,
        "reason": reason, "was_on": was_on, "taken_back_by": editor.by, "occurred_at": editor.now,
    }  # fmt: skip


def contact_was_a_mistake(journey: Journey, contact: CheckIn, reason: Mistake, editor: Editor) -> ContactTakenBack:
    """Take a contact back, however long ago it was; that it was noted, and why not, stays on file."""
    if contact.held_at is None:
        raise Refused("This has been taken back already.", conflict=True)
    was_on = editor.was_on(contact.held_on, contact.held_at)
    return ContactTakenBack(**_mistaken(journey, reason, was_on, editor), check_in_id=contact.id)


def moment_was_a_mistake(journey: Journey, moment: Moment | None, reason: Mistake, editor: Editor) -> MomentTakenBack:
    """Take a moment of connection back, however long ago it was noted."""
    found = _this(journey, moment)
    was_on = editor.was_on(found.happened_on, found.noted_at)
    return MomentTakenBack(**_mistaken(journey, reason, was_on, editor), moment_id=found.id)


def visit_was_a_mistake(journey: Journey, visit: StepRecord, reason: Mistake, editor: Editor) -> VisitTakenBack:
    """Take back how the person went to an activity on a day."""
    said = _mistaken(journey, reason, editor.was_on(visit.on_day, visit.at), editor)
    return VisitTakenBack(**said, visit_id=visit.id, activity_id=visit.activity_id, group_id=visit.group_id)


def settling_was_a_mistake(journey: Journey, step: StepRecord, reason: Mistake, editor: Editor) -> SettlingInTakenBack:
    """Take back that the person settled in."""
    said = _mistaken(journey, reason, editor.was_on(None, step.at), editor)
    return SettlingInTakenBack(**said, settling_id=step.id, activity_id=step.activity_id, group_id=step.group_id)


def stopping_was_a_mistake(journey: Journey, step: StepRecord, reason: Mistake, editor: Editor) -> StoppingTakenBack:
    """Take back that the person stopped going; whatever had come before it counts again."""
    said = _mistaken(journey, reason, editor.was_on(None, step.at), editor)
    return StoppingTakenBack(**said, stop_id=step.id, activity_id=step.activity_id, group_id=step.group_id)


def pause_was_a_mistake(journey: Journey, pause: Pause, reason: Mistake, editor: Editor) -> PauseTakenBack:
    """Take a pause back, whether it is still to come, runs, or is over."""
    return PauseTakenBack(**_mistaken(journey, reason, pause.from_on, editor), pause_id=pause.id)


def practice_was_a_mistake(
    journey: Journey, place_id: UUID, session_id: UUID, noted_at: datetime, reason: Mistake, editor: Editor
) -> SkillAttendanceTakenBack:
    """Take back whether the person came to practise; it can be noted anew."""
    said = _mistaken(journey, reason, editor.was_on(None, noted_at), editor)
    return SkillAttendanceTakenBack(**said, place_id=place_id, session_id=session_id)


def measure_was_a_mistake(
    journey: Journey, measure_id: UUID, taken_on: date, reason: Mistake, editor: Editor
) -> MeasureTakenBack:
    """Take back what a questionnaire said, on whichever day; it may be asked again for the same occasion."""
    return MeasureTakenBack(**_mistaken(journey, reason, taken_on, editor), measure_id=measure_id)


def follow_up_was_a_mistake(
    journey: Journey, follow_up_id: UUID, at: datetime, reason: Mistake, editor: Editor
) -> FollowUpTakenBack:
    """Take a follow-up back: nobody asked. The one thing taken back on a journey that has ended."""
    return FollowUpTakenBack(**_told_of(journey, reason, editor.was_on(None, at), editor), follow_up_id=follow_up_id)


def _this(journey: Journey, moment: Moment | None) -> Moment:
    if moment is None:
        raise Refused("This has been taken back already.", conflict=True)
    if moment.journey_id != journey.id:
        raise NotFound(moment.id)
    return moment


def words_of(about: str, code: str | None) -> str:
    """What was noted, as a line: Talked on the phone; A moment: laughed with others."""
    sayings: Mapping[str, tuple[str, Mapping[Any, str]]] = {
        "contact": ("{}", HELD), "moment": ("A moment: {}", KINDS), "debrief": ("Looked back: {}", AGAIN),
        "visit": ("Was there: {}", {code: words.lower() for code, words in WENT.items()}),
        "settling": ("Belongs there now", {}), "stopping": ("Does not go there any more. {}", STOPPED),
        "pause": ("A pause: {}", PAUSED), "practice": ("Practising together: {}", CAME),
        "measure": ("Questions: {}", ASKED),
        "follow_up": ("Asked once more after the end: {}", FOLLOWED_UP),
    }  # fmt: skip
    frame, words = sayings[about]
    return frame.format(words.get((code or "").removeprefix("went_"), "something else"))


def _told(about: str) -> Sentence:
    def told(happening: Happening) -> Entry:
        day, _, code = (happening.code or "").partition(" ")
        on = day_words(date.fromisoformat(day), happening.at.date())
        return Entry(happening.at, f"Put right. Before, it said for {on}: {words_of(about, code)}", happening.words)

    return told


def _taken_back(what: str) -> Sentence:
    def told(happening: Happening) -> Entry:
        day, _, reason = (happening.code or "").partition(" ")
        why = MISTAKES.get(reason, "It was a mistake")
        return Entry(happening.at, f"{what}, noted for {day_words(date.fromisoformat(day), happening.at.date())}, was "
                                   f"taken back. {why}")  # fmt: skip

    return told


SENTENCES: Mapping[str, Sentence] = {
    "contact_put_right": _told("contact"),
    "debrief_put_right": _told("debrief"),
    "moment_put_right": _told("moment"),
    "contact_taken_back": _taken_back("A contact"),
    "moment_taken_back": _taken_back("A moment"),
    "visit_taken_back": _taken_back("A visit"),
    "settling_taken_back": _taken_back("That they had settled in"),
    "stopping_taken_back": _taken_back("That they had stopped going somewhere"),
    "pause_taken_back": _taken_back("A pause"),
    "practice_taken_back": _taken_back("Whether they came to practise"),
    "measure_taken_back": _taken_back("What they answered to questions"),
    "follow_up_taken_back": _taken_back("That somebody had asked once more after the end"),
}
