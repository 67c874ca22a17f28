"""Looking back together at the first time somewhere."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal, cast
from uuid import UUID, uuid5

from services.journey.core.rules import free_text
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.story import Entry, Happening, Sentence, then
from shared.events import DebriefDue, DebriefHeld

WouldGoAgain = Literal["yes", "unsure", "no", "skipped"]
AGAIN: dict[WouldGoAgain, str] = {
    "yes": "Yes, they would go again",
    "unsure": "They are not sure",
    "no": "No, it is not for them",
    "skipped": "They would rather not say",
}


def ask_for(journey: Journey, attendance_id: UUID, activity_id: UUID, at: datetime) -> DebriefDue | None:
    """Ask for a debrief after the first visit to an activity; None once the journey is closed."""
    if journey.closed_at is not None:
        return None
    return DebriefDue(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        debrief_id=uuid5(attendance_id, "debrief"),
        attendance_id=attendance_id,
        activity_id=activity_id,
        occurred_at=at,
    )


def hold(
    journey: Journey,
    debrief_id: UUID,
    would_go_again: WouldGoAgain,
    note: str | None,
    at: datetime,
    happened_on: date | None = None,
    happened_at: datetime | None = None,
) -> DebriefHeld:
    """Record a debrief, today's or an earlier day's: whether the person would go again, and a note."""
    journey.must_be_open()
    return DebriefHeld(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        debrief_id=debrief_id,
        would_go_again=would_go_again,
        note=free_text.said(note),
        happened_on=happened_on,
        happened_at=happened_at,
        occurred_at=at,
    )


def _looked_back(happening: Happening) -> Entry:
    where, _, note = (happening.words or "a get-together").partition("\n")
    again = AGAIN.get(cast(WouldGoAgain, happening.code), "Something else")
    return Entry(happening.at, f"Looked back at the first time at {where}. {again}", note)


SENTENCES: Mapping[str, Sentence] = {"debrief_held": _looked_back, "debrief_held_then": then(_looked_back)}
