"""With the person's consent another Local goes on with them: what is handed on, and how it is taken in."""

import base64
import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.marks import mark_of
from shared.events import (
    BroughtAlongTakenBack,
    Event,
    GoalLetGo,
    GoalReached,
    GoalSet,
    JourneyBroughtAlong,
    JourneyTransferred,
    MeasureTaken,
    SafetyNoteRaised,
    TransferArrived,
    WhatMattersRecorded,
)
from shared.events.course import brought
from shared.kernel.counts import counted
from shared.kernel.days import MONTHS
from shared.kernel.refusal import Refused

from .parcel import GoalThere, MeasureThere, NoteThere, Parcel

PartName = Literal["about_me", "goals", "ways", "measures", "agreements", "safety_notes"]
Method = Literal["verbal", "written"]

PARTS: Mapping[PartName, str] = {
    "about_me": "What matters to them",
    "goals": "Their goals",
    "ways": "How far they came with groups",
    "measures": "What they answered to the questions",
    "agreements": "What they agreed to and what not, which is asked anew there",
    "safety_notes": "Safety notes",
}
USUAL: tuple[PartName, ...] = ("about_me", "goals", "ways", "measures", "agreements")
METHODS: Mapping[Method, str] = {"verbal": "They said it", "written": "They signed it"}
CLOCKS_DIFFER = timedelta(hours=1)
SHORTEST_WORD = 4
TAKE_BACK_WITHIN = timedelta(minutes=10)
LOOKED_AT_FOR = timedelta(days=1)
"""So long a file that was looked at waits for a yes."""
COLOURS = ("amber", "blue", "brown", "calm", "early", "gentle", "golden", "green", "grey", "late", "little", "olive",
           "quiet", "red", "silver", "warm")  # fmt: skip
THINGS = ("acorn", "banksia", "bridge", "fern", "garden", "harbour", "kettle", "lantern", "lemon", "magpie", "meadow",
          "orchard", "pebble", "river", "teapot", "wattle")  # fmt: skip
KEPT_FOR = timedelta(days=14)
"""So long a file can be fetched; then it is made anew, with what holds then."""

Checked = Callable[[MeasureThere], str | None]
"""Why an answered questionnaire cannot be taken in here; None if it can."""


def must_be_agreed(journey: Journey) -> None:
    """Refused unless the journey is open and the person consents to the service."""
    journey.must_be_open()
    if "service" not in journey.consents:
        raise Refused("Ask first whether they agree to working together: without that nothing of theirs goes anywhere.")


def hand_on(
    journey: Journey, transfer_id: UUID, to_local: str, method: Method, parcel: dict[str, Any], at: datetime
) -> JourneyTransferred:
    """Hand a journey on to another Local.

    `parcel`: the file, which stays here until it is fetched and is never told.
    """
    must_be_agreed(journey)
    return JourneyTransferred(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        transfer_id=transfer_id,
        to_local=to_local,
        method=method,
        parcel=parcel,
        occurred_at=at,
    )


def mark_of_word(word: str, transfer_id: UUID) -> str:
    """The hash in the file of the word that the person and their link worker agreed on; Refused if too short."""
    if len("".join(word.split())) < SHORTEST_WORD:
        raise Refused(f"Agree on a word of {SHORTEST_WORD} letters or more.", field="word")
    return mark_of(word, transfer_id)


def file_name(to_local: str, transfer_id: UUID, made_at: datetime) -> str:
    """A file's name, which says nothing about anybody: for-latrobe-4-march-calm-magpie.json."""
    return f"for-{to_local}-{made_at.day}-{MONTHS[made_at.month - 1].lower()}-{called(transfer_id)}.json"


def called(transfer_id: UUID) -> str:
    """Two words for a file, so that people can speak of it: calm-magpie."""
    first, second = transfer_id.bytes[-1], transfer_id.bytes[-2]
    return f"{COLOURS[first % len(COLOURS)]}-{THINGS[second % len(THINGS)]}"


def receipt(transfer_id: UUID) -> str:
    """The code that a file has come along, like KQ3-7TM, shown there; only who has the file can know it."""
    found = base64.b32encode(hashlib.sha256(b"arrived " + transfer_id.bytes).digest()).decode()[:6]
    return f"{found[:3]}-{found[3:]}"


def confirm(journey: Journey, transfer_id: UUID, code: str, at: datetime) -> TransferArrived:
    """Note that a file arrived at the other Local; Refused unless the code is the file's."""
    if "".join(code.split()).replace("-", "").upper() != receipt(transfer_id).replace("-", ""):
        raise Refused("That is not the code for this file. It stands on the other Local’s page, like KQ3-7TM.",
                      field="code")  # fmt: skip
    return TransferArrived(
        journey_id=journey.id, participant_id=journey.participant_id, transfer_id=transfer_id, occurred_at=at
    )


def preview(parcel: Parcel, parts: Collection[PartName]) -> list[str]:
    """What a file would add, in numbers: nobody's words, for they may be somebody else's."""
    going = sum(goal.ended is None for goal in parcel.goals)
    visits = sum(way.visits for way in parcel.ways)
    open_notes = sum(note.outcome is None for note in parcel.safety_notes)
    said = len(parcel.about_me.words) if parcel.about_me else 0
    lines: dict[PartName, str] = {
        "about_me": f"What matters to them, under {_of(said, 'heading')}",
        "goals": f"{_of(len(parcel.goals), 'goal')}, {going or 'none'} of them in progress",
        "ways": f"{_of(visits, 'visit')} to {_of(len(parcel.ways), 'group')} there",
        "measures": _of(len(parcel.measures), "answered questionnaire"),
        "agreements": f"What they said to {_of(len(parcel.agreements), 'question')} of agreement there; ask anew here",
        "safety_notes": f"{_of(len(parcel.safety_notes), 'safety note')}, {open_notes or 'none'} of them open",
    }
    held = {"about_me": said, "goals": parcel.goals, "ways": parcel.ways, "measures": parcel.measures,
            "agreements": parcel.agreements, "safety_notes": parcel.safety_notes}  # fmt: skip
    return [line for part, line in lines.items() if part in parts and held[part]]


def _of(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count or 'no'} {what}s"


def may_take_back(brought_at: datetime, brought_by: UUID | None, by: UUID, is_lead: bool, at: datetime) -> bool:
    """Whether somebody may take back what came along: the Lead always, whoever brought it for ten minutes."""
    return is_lead or (by == brought_by and at - brought_at <= TAKE_BACK_WITHIN)


def take_back(
    journey: Journey,
    transfer_id: UUID,
    brought_at: datetime,
    brought_by: UUID | None,
    by: UUID,
    is_lead: bool,
    at: datetime,
    bringing: int = 1,
) -> BroughtAlongTakenBack:
    """Take back what a file brought: whoever brought it along within ten minutes, later the Lead.

    `bringing`: how often it had come along by then, as when it was brought.
    """
    journey.must_be_open()
    if not may_take_back(brought_at, brought_by, by, is_lead, at):
        raise Refused("Only whoever brought it along takes it back, for ten minutes. Ask the Lead to take it back.")
    return BroughtAlongTakenBack(
        journey_id=journey.id, participant_id=journey.participant_id, transfer_id=transfer_id,
        bringing=_again(bringing), taken_back_by=by, occurred_at=at,
    )  # fmt: skip


def _again(bringing: int) -> int | None:
    """As it is told: nothing of the first time."""
    return bringing if bringing > 1 else None


def must_be_for_us(parcel: Parcel, local: str, year_of_birth: int | None, word: str, now: datetime) -> None:
    """Refuse a file that is for another Local, of another person, or from a day to come."""
    if parcel.to_local != local:
        raise Refused("The file was made for another Local. Ask them to make one for this one.", field="parcel")
    if parcel.from_local == local:
        raise Refused("The file was made here. What it holds is here already.", field="parcel")
    if parcel.made_at > now + CLOCKS_DIFFER:
        raise Refused("The file does not fit at made_at: that day is still to come.", field="parcel")
    if year_of_birth and parcel.year_of_birth and year_of_birth != parcel.year_of_birth:
        raise Refused("The file is about somebody born in another year. Is this the right person?", field="parcel")
    if mark_of(word, parcel.transfer_id) != parcel.word:
        raise Refused("That is not the word agreed on for this file. Is this the right person, and the right file?",
                      field="word")  # fmt: skip


def bring_along(
    journey: Journey,
    parcel: Parcel,
    parts: Collection[PartName],
    most_goals: int,
    checked: Checked,
    at: datetime,
    by: UUID | None = None,
    bringing: int = 1,
) -> list[Event]:
    """The events that a file brings, each on its own day; all of it fits, or nothing is taken in.

    `bringing`: how often they bring this file along, with this time: what was taken back keeps its ids to itself.
    """
    must_be_agreed(journey)
    _must_fit(journey, parcel, parts, most_goals, checked)
    ids = {"journey_id": journey.id, "participant_id": journey.participant_id}
    found: list[Event] = [
        JourneyBroughtAlong(
            **ids,
            transfer_id=parcel.transfer_id,
            from_local=parcel.from_local,
            bringing=_again(bringing),
            carried=_carried(parcel, parts),
            brought_by=by,
            occurred_at=at,
        )
    ]
    if "about_me" in parts and (about := parcel.about_me):
        said: dict[str, Any] = {**about.words, "told": about.told, "occurred_at": about.told_at}
        found.append(WhatMattersRecorded(**ids, matters_id=brought(parcel.transfer_id, "about me", bringing), **said))
    if "goals" in parts:
        found += [fact for place, goal in enumerate(parcel.goals) for fact in _goal(ids, parcel, place, goal, bringing)]
    if "measures" in parts:
        found += [_measure(ids, parcel, place, one, bringing) for place, one in enumerate(parcel.measures)]
    if "safety_notes" in parts:
        notes = enumerate(parcel.safety_notes)
        found += [_note(ids, parcel, place, note, at, bringing) for place, note in notes if note.outcome is None]
    return found


def _must_fit(journey: Journey, parcel: Parcel, parts: Collection[PartName], most_goals: int, checked: Checked) -> None:
    going = sum(goal.ended is None for goal in parcel.goals) if "goals" in parts else 0
    if going and journey.goals_in_progress + going > most_goals:
        raise Refused(
            f"The file brings {counted(going, 'goal')} in progress, and there is room for"
            f" {most_goals - journey.goals_in_progress}. Finish or drop some first, or leave the goals out.",
            field="parts",
        )
    for place, one in enumerate(parcel.measures if "measures" in parts else ()):
        if why := checked(one):
            raise Refused(
                f"The file does not fit at measures.{place}: {why}. Nothing was brought along.", field="parcel"
            )


def _carried(parcel: Parcel, parts: Collection[PartName]) -> dict[str, Any]:
    """What is no fact of this Local's: the way with groups there, and what had worried somebody there."""
    held = parcel.model_dump(mode="json", include={"ways", "agreements", "safety_notes"})
    return {name: rows for name, rows in held.items() if name in parts}


def _goal(ids: Mapping[str, UUID], parcel: Parcel, place: int, goal: GoalThere, bringing: int) -> Sequence[Event]:
    goal_id = brought(parcel.transfer_id, f"goal {place}", bringing)
    known: dict[str, Any] = {**ids, "goal_id": goal_id}
    told = goal.model_dump(include={"wording", "importance", "confidence", "review_on"})
    facts: list[Event] = [GoalSet(**known, **told, occurred_at=goal.set_at)]
    if goal.ended:
        facts.append({"reached": GoalReached, "let_go": GoalLetGo}[goal.ended](**known, occurred_at=goal.ended_at))
    return facts


def _measure(ids: Mapping[str, UUID], parcel: Parcel, place: int, one: MeasureThere, bringing: int) -> MeasureTaken:
    """It counts for no occasion here: those are counted from the day they agreed to working together here."""
    told = one.model_dump(exclude={"version", "taken_at"})
    return MeasureTaken(
        journey_id=ids["journey_id"],
        participant_id=ids["participant_id"],
        measure_id=brought(parcel.transfer_id, f"measure {place}", bringing),
        instrument_version=one.version,
        occurred_at=one.taken_at,
        **told,
    )


def _note(
    ids: Mapping[str, UUID], parcel: Parcel, place: int, note: NoteThere, at: datetime, bringing: int
) -> SafetyNoteRaised:
    """One that was open there is open here."""
    return SafetyNoteRaised(
        journey_id=ids["journey_id"],
        participant_id=ids["participant_id"],
        safety_id=brought(parcel.transfer_id, f"safety note {place}", bringing),
        kind=note.kind,
        urgency=note.urgency,
        escalate_to=note.escalate_to,
        words=note.words,
        occurred_at=at,
    )
