"""Asking in numbers: what the person answered or would rather not, and what that means in words."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Literal
from uuid import UUID

from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.story import Entry, Happening, Sentence
from shared.events import MeasureTaken
from shared.kernel.refusal import Refused
from shared.rules.instruments.definition import Instrument
from shared.rules.measure_plan import Occasion

from . import scoring
from .scoring import Missing, ScoringResult

Mode = Literal["together", "phone", "self"]

OCCASION_WORDS: dict[Occasion, str] = {
    "baseline": "at the beginning",
    "week_8": "after eight weeks",
    "week_12": "after twelve weeks",
    "week_26": "after half a year",
    "week_52": "after a year",
    "closure": "at the end",
}


def take(
    journey: Journey,
    instrument: Instrument,
    measure_id: UUID,
    given: object,
    *,
    declined: bool = False,
    declined_items: Collection[str] = (),
    mode: Mode,
    occasion: Occasion | None,
    taken_on: date,
    at: datetime,
) -> MeasureTaken:
    """The measure of what the person answered, or that they declined. Every question may be skipped."""
    may_ask(journey, instrument)
    found = _nothing(instrument) if declined else scoring.score(instrument, given)
    return MeasureTaken(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        measure_id=measure_id,
        instrument=instrument.code,
        instrument_version=instrument.version,
        taken_on=taken_on,
        occasion=occasion,
        answers=list(found.numbers),
        score=found.score,
        missing_reason=_reason(instrument, found, declined_items),
        mode=mode,
        declined_items=[] if declined else sorted(declined_items),
        subscales=dict(found.subscales),
        weights=list(found.weights),
        occurred_at=at,
    )


def may_ask(journey: Journey, instrument: Instrument) -> None:
    """Refuse where the journey is closed, the service is not consented to, or the instrument may not be asked."""
    journey.must_be_open()
    if "service" not in journey.consents:
        raise Refused(
            "Ask first whether they agree to working together: without that nothing of theirs is written down."
        )
    if not instrument.asks and instrument.scoring.rule != "goal_attainment":
        raise Refused(f"The words of {instrument.code} need permission, so it is not asked here.")


def _nothing(instrument: Instrument) -> ScoringResult:
    return ScoringResult(
        None, None, dict.fromkeys((part.code for part in instrument.parts), None), "declined",
        (None,) * len(instrument.items),
    )  # fmt: skip


def _reason(instrument: Instrument, found: ScoringResult, declined_items: Collection[str]) -> Missing | None:
    """Whoever would rather answer none of it has declined, however they said so."""
    everything = {item.code for item in instrument.items}
    return (
        "declined" if found.missing_reason and everything and everything <= {*declined_items} else found.missing_reason
    )


def change_words(instrument: Instrument, earlier: float, later: float, when: str) -> str:
    """The change between two scores in words: A little less lonely than in March.

    `when`: "in March".
    """
    said, change = instrument.direction, later - earlier
    if change == 0:
        return f"About {said.same} as {when}" if said.same.startswith("as ") else f"{said.same.capitalize()} as {when}"
    words = f"{said.down if change < 0 else said.up} than {when}"
    if instrument.change.value is None:
        return words[0].upper() + words[1:]
    return f"{'Clearly' if abs(change) >= instrument.change.value else 'A little'} {words}"


def feedback(instrument: Instrument, result: float | None, reason: Missing | None) -> str:
    """What may be said of the score to the person at once, in plain words and without a number."""
    if reason == "declined":
        return "They would rather not answer, and that is fine. It is noted as declined."
    if result is None and reason:
        return "Thank you. A question was skipped, so there is no number this time, and that is fine."
    band = instrument.band(result) if result is not None else None
    return f"Thank you for answering: {band.says}" if band and band.says else "Thank you for answering."


def numbers_words(instrument: Instrument, result: float | None, reason: str | None) -> str:
    """The score in words for whoever works here: 8 of 9, lonely."""
    words = {"declined": "would rather not", "skipped": "a question was skipped", "not_asked": "no goal to look at"}
    if result is None:
        return words.get(reason or "", "each answer by itself")
    band = instrument.band(result)
    of = f" of {instrument.range.high}" if instrument.range and instrument.scoring.rule != "goal_attainment" else ""
    return f"{result:.3g}{of}" + (f", {band.name}" if band else "")


COUNTED = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
MEASURED = {
    "answered": "Answered the {}",
    "skipped": "Answered some of the {}",
    "declined": "Would rather not answer the {}",
}


def _told(happening: Happening) -> Entry:
    """`code`: how many questions and what came of them ("3 answered"), or "goals"."""
    count, _, how = (happening.code or "").partition(" ")
    if count == "goals":
        return Entry(happening.at, "Looked together at how far the goals have come")
    number = int(count) if count.isdecimal() else 0
    name = COUNTED[number] if number < len(COUNTED) else str(number)
    questions = "one question" if number == 1 else f"{name} questions" if number else "questions"
    return Entry(happening.at, MEASURED.get(how, MEASURED["answered"]).format(questions), happening.words)


SENTENCES: Mapping[str, Sentence] = {"measured": _told}
