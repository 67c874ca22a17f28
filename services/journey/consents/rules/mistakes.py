"""What was noted and never said so, or not on that day: it is put right wherever it counted."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from services.journey.core.rules.days import When
from services.journey.core.rules.journeys import Journey
from shared.events import ConsentCorrected, ConsentRefusalTakenBack
from shared.events.journey import Mistake
from shared.kernel.refusal import Refused

from .consents import Withdrawal, Word, ended, must_stand

MISTAKES: Mapping[Mistake, str] = {
    "wrong_person": "It was noted for the wrong person",
    "did_not_happen": "They did not say so",
    "twice": "It was noted twice",
}


def was_a_mistake(
    journey: Journey, word: Word, reason: Mistake, correction_id: UUID, was_on: date, by: UUID, at: datetime
) -> Withdrawal | ConsentRefusalTakenBack:
    """What was noted was never said so: it is as if it had not been, wherever it counted."""
    kept: dict[str, Any] = {"correction_id": correction_id, "was_on": was_on, "taken_back_by": by}
    if word.stands:
        who = (journey.participant_id, journey.id, word.id, word.purpose, at)
        return ended(*who, because=reason, **kept)
    if word.refused_at is None or word.ended_at is not None:
        raise Refused("This has been taken back already.", conflict=True)
    return ConsentRefusalTakenBack(
        journey_id=journey.id, participant_id=journey.participant_id, refusal_id=word.id, purpose=word.purpose,
        reason=reason, occurred_at=at, **kept,
    )  # fmt: skip


def correct_day(journey: Journey, word: Word, correction_id: UUID, when: When, was_on: date, by: UUID, now: datetime,
                zone: ZoneInfo) -> ConsentCorrected:  # fmt: skip
    """The day of a yes is put right; everything that counts from it follows."""
    must_stand(word)
    on = when.on or now.astimezone(zone).date()
    if on == was_on:
        raise Refused("That is the day that stands there already.", field="on")
    return ConsentCorrected(
        journey_id=journey.id, participant_id=journey.participant_id, correction_id=correction_id, consent_id=word.id,
        purpose=word.purpose, happened_on=on, happened_at=when.at or now, was_on=was_on, corrected_by=by,
        occurred_at=now,
    )  # fmt: skip
