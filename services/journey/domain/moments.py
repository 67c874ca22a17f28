"""Moments of connection and joy: the milestones this work is for."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.events import MomentOfConnection

from .journeys import Journey
from .story import Sentence, by_code

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


def note(journey: Journey, moment_id: UUID, kind: Kind, words: str | None, at: datetime) -> MomentOfConnection:
    journey.must_be_open()
    return MomentOfConnection(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        moment_id=moment_id,
        kind=kind,
        words=(words or "").strip() or None,
        occurred_at=at,
    )


SENTENCES: Mapping[str, Sentence] = {
    "moment": lambda happening: replace(by_code(KINDS, "A moment of connection: {}")(happening), joy=True),
}
