"""Asking in numbers: what an instrument is, how answers become a score, when it is time, and what a change means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from shared.events import MeasureTaken
from shared.refusal import Refused

from .journeys import Journey
from .story import Sentence, by_code

Occasion = Literal["baseline", "week_8", "week_12", "week_26", "week_52", "closure"]
Mode = Literal["together", "phone", "self"]
Missing = Literal["skipped", "declined"]

BASELINE_DAYS = 14
WEEKS: dict[Occasion, tuple[int, int, int]] = {  # target, first and last day since the consent to the service
    "week_8": (56, 42, 70),
    "week_12": (84, 63, 105),
    "week_26": (182, 154, 210),
    "week_52": (364, 322, 406),
}
ASK_DAYS_BEFORE = 7
OCCASION_WORDS: dict[Occasion, str] = {
    "baseline": "at the beginning",
    "week_8": "after eight weeks",
    "week_12": "after twelve weeks",
    "week_26": "after half a year",
    "week_52": "after a year",
    "closure": "at the end",
}


@dataclass(frozen=True)
class Item:
    code: str
    text: str
    reverse: bool


@dataclass(frozen=True)
class Option:
    code: int
    text: str


@dataclass(frozen=True)
class Band:
    low: int
    high: int
    name: str


@dataclass(frozen=True)
class Instrument:
    """One version of a questionnaire, in one language."""

    code: str
    version: str
    title: str
    full_name: str
    intro: str
    items: tuple[Item, ...]
    options: tuple[Option, ...]
    low: int
    high: int
    bands: tuple[Band, ...]
    bands_provenance: str
    reliable_change: int
    change_provenance: str
    citation: str
    licence: str
    limits: str

    def band(self, score: float) -> Band:
        return next(band for band in self.bands if band.low <= score <= band.high)


def read_definition(given: Mapping[str, Any]) -> Instrument:
    """An instrument from its data file. Only what this program can score is taken."""
    if given["scoring"]["rule"] != "sum" or given["missing"]["rule"] != "every_item":
        raise ValueError(f"{given['code']}: unknown scoring rule")
    return Instrument(
        code=given["code"],
        version=given["version"],
        title=given["title"],
        full_name=given["full_name"],
        intro=given["intro"],
        items=tuple(Item(**item) for item in given["items"]),
        options=tuple(Option(**option) for option in given["responses"]["options"]),
        low=given["range"]["low"],
        high=given["range"]["high"],
        bands=tuple(Band(**band) for band in given["bands"]),
        bands_provenance=given["bands_provenance"],
        reliable_change=given["change"]["value"],
        change_provenance=given["change"]["provenance"],
        citation=given["citation"],
        licence=given["licence"],
        limits=given["limits"],
    )


def score(instrument: Instrument, answers: Sequence[int | None]) -> int | None:
    """The sum of the items, reversed where the scale says so; None if any was skipped. A wrong answer is named."""
    if len(answers) != len(instrument.items):
        raise Refused(f"{instrument.code} has {len(instrument.items)} items, and {len(answers)} answers were given.")
    codes = [option.code for option in instrument.options]
    total = 0
    for item, answer in zip(instrument.items, answers, strict=True):
        if answer is None:
            continue
        if isinstance(answer, bool) or answer not in codes:
            raise Refused(f"Item {item.code}: choose one of {', '.join(map(str, codes))}.", field=f"item_{item.code}")
        total += codes[0] + codes[-1] - answer if item.reverse else answer
    return None if None in answers else total


def occasion_on(day: int, taken: Sequence[Occasion]) -> Occasion | None:
    """Which occasion a day (since the consent to the service) belongs to: the nearest target, or the earlier one."""
    if 0 <= day <= BASELINE_DAYS:
        return None if "baseline" in taken else "baseline"
    near = [(abs(day - target), target, name) for name, (target, first, last) in WEEKS.items() if first <= day <= last]
    return min(near)[2] if near else None


def due_on(day: int, taken: Sequence[Occasion]) -> Occasion | None:
    """Which occasion it is time for, if nobody has asked yet: from a week before its target until its window ends."""
    occasion = occasion_on(day, taken)
    if occasion is None or occasion in taken:
        return None
    return occasion if occasion == "baseline" or day >= WEEKS[occasion][0] - ASK_DAYS_BEFORE else None


def take(
    journey: Journey,
    instrument: Instrument,
    measure_id: UUID,
    answers: Sequence[int | None],
    *,
    declined: bool,
    mode: Mode,
    occasion: Occasion | None,
    taken_on: date,
    at: datetime,
) -> MeasureTaken:
    """What the person answered, or that they would rather not. Every question may be skipped."""
    journey.must_be_open()
    if "service" not in journey.consents:
        raise Refused(
            "Ask first whether they agree to working together: without that nothing of theirs is written down."
        )
    given = [None] * len(instrument.items) if declined else list(answers)
    result = score(instrument, given)
    reason: Missing | None = "declined" if declined else "skipped" if result is None else None
    return MeasureTaken(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        measure_id=measure_id,
        instrument=instrument.code,
        instrument_version=instrument.version,
        taken_on=taken_on,
        occasion=occasion,
        answers=given,
        score=result,
        missing_reason=reason,
        mode=mode,
        occurred_at=at,
    )


def change_words(instrument: Instrument, earlier: float, later: float, when: str) -> str:
    """A little less lonely than in March. `when`: "in March"."""
    change = later - earlier
    if change == 0:
        return f"About as lonely as {when}"
    much = "Clearly" if abs(change) >= instrument.reliable_change else "A little"
    return f"{much} {'less lonely' if change < 0 else 'lonelier'} than {when}"


def feedback(instrument: Instrument, result: float | None, reason: Missing | None) -> str:
    """What the link worker may say at once, in plain words."""
    if reason == "declined":
        return "They would rather not answer, and that is fine. It is noted as declined."
    if result is None:
        return "Thank you. One question was skipped, so there is no number this time, and that is fine."
    name = instrument.band(result).name
    if name == "lonely":
        return (
            f"Thank you for answering. {result:g} of {instrument.high}: many people feel this way, and it can change."
        )
    return f"Thank you for answering. {result:g} of {instrument.high}: mostly in good company these days."


MEASURED = {
    "answered": "Answered the three questions",
    "skipped": "Answered some of the three questions",
    "declined": "Would rather not answer the three questions",
}

SENTENCES: Mapping[str, Sentence] = {"measured": by_code(MEASURED)}
