"""Practising together: an hour that Local Connections itself runs, for one person or a few."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.journey.core.rules import free_text
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.story import Entry, Happening, Sentence
from shared.events import SkillAttendanceNoted, SkillPlaceTaken, SkillSessionCancelled, SkillSessionPlanned
from shared.kernel.refusal import Refused

Topic = Literal["social_anxiety", "conversation", "travel_training", "confidence"]
Setting = Literal["single", "small_group"]
StayedAway = Literal["not_well", "changed_their_mind", "could_not_get_there", "away", "other", "skipped"]

TOPICS: Mapping[str, str] = {
    "social_anxiety": "Feeling easier among people",
    "conversation": "Starting and keeping up a conversation",
    "travel_training": "Getting there: bus, train and on foot",
    "confidence": "Trusting oneself a little more",
}
SETTINGS: dict[Setting, str] = {"single": "For one person", "small_group": "In a small group"}
STAYED_AWAY: dict[StayedAway, str] = {
    "not_well": "They were not well",
    "changed_their_mind": "They changed their mind",
    "could_not_get_there": "They could not get there",
    "away": "They were away",
    "other": "Something else",
    "skipped": "They would rather not say",
}
MOST_PLACES = 12


@dataclass(frozen=True)
class SkillSession:
    """One practice session, and how many places in it are taken."""

    id: UUID
    topic: Topic
    setting: Setting
    starts_at: datetime
    places: int
    link_worker_id: UUID
    taken: int = 0
    place: str | None = None
    cancelled_at: datetime | None = None

    @property
    def left(self) -> int:
        return max(0, self.places - self.taken)

    def must_come_about(self) -> None:
        if self.cancelled_at is not None:
            raise Refused("This hour was called off. Choose another one.", field="session_id")


def plan(
    session_id: UUID,
    topic: Topic,
    setting: Setting,
    starts_at: datetime,
    places: int | None,
    place: str | None,
    link_worker_id: UUID,
    at: datetime,
) -> SkillSessionPlanned:
    """Plan a practice session. With one person there is one place; a small group says how many."""
    if starts_at <= at:
        raise Refused("Choose a day and a time still to come.", field="on")
    if setting == "small_group" and places is None:
        raise Refused(f"Say how many can come, from 2 to {MOST_PLACES}.", field="places")
    return SkillSessionPlanned(
        session_id=session_id,
        topic=topic,
        setting=setting,
        starts_at=starts_at,
        places=1 if setting == "single" or places is None else places,
        link_worker_id=link_worker_id,
        place=free_text.said(place),
        occurred_at=at,
    )


def cancel(session: SkillSession, at: datetime) -> SkillSessionCancelled:
    """Call a practice session off before it begins; whoever had a place is told by their link worker."""
    if session.cancelled_at is not None:
        raise Refused("This hour has been called off already.")
    if session.starts_at <= at:
        raise Refused("This hour has begun. Note who came instead.")
    return SkillSessionCancelled(session_id=session.id, occurred_at=at)


def take_place(
    journey: Journey, session: SkillSession, place_id: UUID, has_place: bool, at: datetime
) -> SkillPlaceTaken:
    """Take a place in a practice session; Refused where it has begun, is full or off, or they have one."""
    journey.must_be_open()
    session.must_come_about()
    if has_place:
        raise Refused("They have a place in this hour already.", field="session_id")
    if session.starts_at <= at:
        raise Refused("This hour has begun. Choose one still to come.", field="session_id")
    if not session.left:
        raise Refused("Every place in this hour is taken. Choose another one, or plan one more.", field="session_id")
    return SkillPlaceTaken(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        place_id=place_id,
        session_id=session.id,
        occurred_at=at,
    )


def note_attendance(
    journey: Journey,
    session: SkillSession,
    place_id: UUID,
    came: bool,
    reason: StayedAway | None,
    confidence: int | None,
    at: datetime,
) -> SkillAttendanceNoted:
    """Note whether the person came, and how sure they feel since (1 to 10, or skipped).

    Staying away needs no reason.
    """
    journey.must_be_open()
    session.must_come_about()
    if session.starts_at > at:
        raise Refused("This hour is still to come.", field="came")
    return SkillAttendanceNoted(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        place_id=place_id,
        session_id=session.id,
        came=came,
        reason=None if came else reason or "skipped",
        confidence=confidence if came else None,
        occurred_at=at,
    )


def _practised(frame: str, *, joy: bool = False) -> Sentence:
    def told(happening: Happening) -> Entry:
        topic = TOPICS.get(happening.code or "", "something new")
        return Entry(happening.at, frame.format(topic[0].lower() + topic[1:]), happening.words, joy)

    return told


SENTENCES: Mapping[str, Sentence] = {
    "skill_place": _practised("Would like to practise together ({})"),
    "skill_came": _practised("Practised together ({})"),
    "skill_stayed_away": _practised("Did not come to practise ({})"),
}
