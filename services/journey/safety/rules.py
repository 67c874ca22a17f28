"""What worries somebody: said at once, seen by a named role, closed with what was done.

A note may be raised at any time, after a journey's end and without any agreement too: nobody waits for a form when
somebody may be in danger. It never leaves the Local.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.journey.core.rules import free_text
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.story import Sentence, by_code
from shared.events import SafetyNoteClosed, SafetyNoteEscalated, SafetyNoteRaised, SafetyNoteSeen
from shared.kernel.refusal import Refused

Kind = Literal["worrying_answer", "measure", "worry", "incident"]
Urgency = Literal["now", "today", "this_week"]
EscalateTo = Literal["clinician", "lead"]
Outcome = Literal["talked_with_them", "handed_to_crisis_care", "handed_to_other_care", "no_action_needed", "other"]

KINDS: dict[Kind, str] = {
    "worrying_answer": "Something they wrote",
    "measure": "What they answered in a questionnaire",
    "worry": "A worry",
    "incident": "Something happened",
}
URGENCIES: dict[Urgency, str] = {"now": "Now", "today": "Today", "this_week": "This week"}
NEEDED: dict[Urgency, str] = {
    "now": "Needs somebody now",
    "today": "Needs somebody today",
    "this_week": "Needs somebody this week",
}
"""The same beside a note: a day alone would read as when it was written."""
ROLES: dict[EscalateTo, str] = {"clinician": "a clinician", "lead": "the Lead"}
OUTCOMES: dict[Outcome, str] = {
    "talked_with_them": "Somebody talked with them, and they are safe",
    "handed_to_crisis_care": "Crisis care has taken over",
    "handed_to_other_care": "Somebody else looks after it: a doctor, a service",
    "no_action_needed": "Nothing was needed",
    "other": "Something else",
}


@dataclass(frozen=True)
class SafetyNote:
    """A safety note, as decisions about it need to know it."""

    id: UUID
    journey_id: UUID
    participant_id: UUID
    urgency: Urgency
    escalate_to: EscalateTo
    seen_by: UUID | None = None
    closed_at: datetime | None = None

    def must_be_open(self) -> None:
        if self.closed_at is not None:
            raise Refused("This safety note is closed. If the worry is back, write a new one.", conflict=True)


def raise_note(
    journey: Journey,
    safety_id: UUID,
    kind: Kind,
    urgency: Urgency,
    escalate_to: EscalateTo,
    words: str | None,
    at: datetime,
    instrument: str | None = None,
) -> SafetyNoteRaised:
    """Raise a safety note: something worries somebody.

    `instrument`: the questionnaire whose answers raised it; then no words are needed.
    """
    said = free_text.said(words)
    if said is None and kind != "measure":
        raise Refused("Write in a sentence what worries you, as it was said or seen.", field="words")
    return SafetyNoteRaised(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        safety_id=safety_id,
        kind=kind,
        urgency=urgency,
        escalate_to=escalate_to,
        instrument=instrument,
        words=said,
        occurred_at=at,
    )


def see_note(note: SafetyNote, by: UUID, at: datetime, *, takes_on: bool) -> SafetyNoteSeen:
    """Take a safety note on. Another clinician may take it over; whoever has it already need not."""
    note.must_be_open()
    _must_take_on(takes_on)
    if note.seen_by == by:
        raise Refused("You have taken this on already.", conflict=True)
    return SafetyNoteSeen(
        journey_id=note.journey_id, participant_id=note.participant_id, safety_id=note.id, seen_by=by, occurred_at=at
    )


def escalate(note: SafetyNote, escalate_to: EscalateTo, urgency: Urgency, at: datetime) -> SafetyNoteEscalated:
    """Pass a safety note on to another role, or make it more or less urgent; it has to be taken on anew."""
    note.must_be_open()
    if (escalate_to, urgency) == (note.escalate_to, note.urgency):
        raise Refused("It is with them already, and as urgent as this.", field="escalate_to")
    return SafetyNoteEscalated(
        journey_id=note.journey_id,
        participant_id=note.participant_id,
        safety_id=note.id,
        escalate_to=escalate_to,
        urgency=urgency,
        occurred_at=at,
    )


def close_note(
    note: SafetyNote, outcome: Outcome, by: UUID, words: str | None, at: datetime, *, takes_on: bool
) -> SafetyNoteClosed:
    """Close a safety note with what was done; only whoever takes notes on may."""
    note.must_be_open()
    _must_take_on(takes_on)
    said = free_text.said(words)
    if outcome == "other" and said is None:
        raise Refused("Say in a sentence what was done.", field="words")
    return SafetyNoteClosed(
        journey_id=note.journey_id,
        participant_id=note.participant_id,
        safety_id=note.id,
        outcome=outcome,
        closed_by=by,
        words=said,
        occurred_at=at,
    )


def _must_take_on(takes_on: bool) -> None:
    """A link worker raises a note, reads it and may call for more; whoever takes it on also closes it."""
    if not takes_on:
        raise Refused("A clinician or the Lead takes this on. If it cannot wait, ask for it sooner or call them.")


SENTENCES: Mapping[str, Sentence] = {
    "safety_raised": by_code(KINDS, "A safety note was written. {}"),
    "safety_seen": by_code({}, "Somebody took the safety note on"),
    "safety_escalated": by_code(NEEDED, "The safety note was passed on. {}"),
    "safety_closed": by_code(OUTCOMES, "The safety note was closed. {}"),
}
