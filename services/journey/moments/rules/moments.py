"""Moments of connection and joy: the milestones this work is for."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from services.journey.core.rules import free_text
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.story import Entry, Happening, Sentence, by_code, then
from shared.events import MomentOfConnection, MomentTakenBack
from shared.kernel.refusal import NotFound, Refused

Kind = Literal["felt_welcome", "met_someone", "laughed", "helped_someone", "went_alone", "went_back", "something_else"]
KINDS: dict[Kind, str] = {
    "felt_welcome": "felt welcome",
    "met_someone": "met someone",
    "laughed": "laughed with others",
    "helped_someone": "helped someone",
    "went_alone": "went alone",
    "went_back": "went back by choice",
    "something_else": "had a moment of their own",
}
TAKE_BACK_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Moment:
    """A moment of connection, as far as putting it right or taking it back needs to know."""

    id: UUID
    journey_id: UUID
    noted_at: datetime
    """When it was; `recorded_at`: when it was written down, where that is another moment."""
    recorded_at: datetime | None = None
    happened_on: date | None = None
    kind: Kind = "something_else"
    words: str | None = None


def note(
    journey: Journey,
    moment_id: UUID,
    kind: Kind,
    words: str | None,
    at: datetime,
    happened_on: date | None = None,
    happened_at: datetime | None = None,
) -> MomentOfConnection:
    """Note a moment of connection, of today or of an earlier day."""
    journey.must_be_open()
    return MomentOfConnection(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        moment_id=moment_id,
        kind=kind,
        words=free_text.said(words),
        happened_on=happened_on,
        happened_at=happened_at,
        occurred_at=at,
    )


def take_back(journey: Journey, moment: Moment, at: datetime) -> MomentTakenBack:
    """Take back a moment that was noted by mistake; Refused after ten minutes."""
    if moment.journey_id != journey.id:
        raise NotFound(moment.id)
    journey.must_be_open()
    if at - (moment.recorded_at or moment.noted_at) > TAKE_BACK_WITHIN:
        raise Refused(
            "This was noted more than ten minutes ago. Put it right instead: what stood before stays on file."
        )
    return MomentTakenBack(
        journey_id=journey.id, participant_id=journey.participant_id, moment_id=moment.id, occurred_at=at
    )


def _joy(happening: Happening) -> Entry:
    return replace(by_code(KINDS, "A moment of connection: {}")(happening), joy=True)


SENTENCES: Mapping[str, Sentence] = {"moment": _joy, "moment_then": then(_joy)}
