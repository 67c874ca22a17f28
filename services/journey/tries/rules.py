"""A try to reach the person: noted as it was, taken back if it was a mistake. Nobody is to blame for it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.journey.core.rules import free_text
from services.journey.core.rules.days import When
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.story import Entry, Happening, Sentence
from shared.events import ContactTried, ContactTryTakenBack
from shared.events.contacts import ContactOutcome, ContactWay
from shared.kernel.refusal import Refused
from shared.rules.contacts import OUTCOMES, TALKS, WAYS, sentence, unfitting

OURS: Mapping[ContactWay, str] = {way: words for way, words in WAYS.items() if way != "came_by"}
NOT_REACHED: Mapping[ContactOutcome, str] = {code: words for code, words in OUTCOMES.items() if code not in TALKS}


@dataclass(frozen=True)
class Attempt:
    """One try, intake's or a link worker's. `is_ours`: noted on this journey, and so taken back here."""

    id: UUID
    way: ContactWay
    outcome: ContactOutcome
    happened_at: datetime
    whole_day: bool
    is_ours: bool

    @property
    def sentence(self) -> str:
        return sentence(self.way, self.outcome)


def attempt(
    journey: Journey,
    attempt_id: UUID,
    way: ContactWay,
    outcome: ContactOutcome,
    found: When,
    note: str | None,
    by: UUID,
    at: datetime,
) -> ContactTried:
    """Note a try, now or on an earlier day; Refused where the two do not go together, or where they talked."""
    journey.must_be_open()
    if outcome in TALKS:
        raise Refused("You talked: record that as a contact instead.", field="outcome")
    if way not in OURS:
        raise Refused(f"Choose {' or '.join(f'“{words}”' for words in OURS.values())}.", field="way")
    if why := unfitting(way, outcome):
        raise Refused(why, field="outcome")
    return ContactTried(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        attempt_id=attempt_id,
        way=way,
        outcome=outcome,
        happened_at=found.at or at,
        whole_day=found.on is not None,
        note=free_text.said(note),
        noted_by=by,
        occurred_at=at,
    )


def take_back(journey: Journey, attempt_id: UUID, stands: bool, by: UUID, at: datetime) -> ContactTryTakenBack:
    """Take a try back that was noted by mistake. `stands`: whether it has not been taken back yet."""
    journey.must_be_open()
    if not stands:
        raise Refused("This has been taken back already.", conflict=True)
    return ContactTryTakenBack(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        attempt_id=attempt_id,
        taken_back_by=by,
        occurred_at=at,
    )


def _told(frame: str, *, whole_day: bool) -> Sentence:
    def told(happening: Happening) -> Entry:
        way, _, outcome = (happening.code or "").partition(" ")
        return Entry(happening.at, frame.format(sentence(way, outcome)), happening.words, whole_day=whole_day)

    return told


SENTENCES: Mapping[str, Sentence] = {
    "tried": _told("{}", whole_day=False),
    "tried_then": _told("{}", whole_day=True),
    "intake_tried": _told("Before you two met: {}", whole_day=False),
    "intake_tried_then": _told("Before you two met: {}", whole_day=True),
    "try_taken_back": _told("A try was noted by mistake, and taken back", whole_day=False),
}
