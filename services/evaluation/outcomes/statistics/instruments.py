"""What the evaluator needs to know of each instrument, as its data file says. What none says is not guessed. Pure."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from shared.rules.instruments import Library, definition, library
from shared.rules.instruments.parts import Scoring


@dataclass(frozen=True)
class ScoreScale:
    """One instrument's score: range, direction, reliability, and the words in which its figures are told."""

    code: str
    name: str
    low: int | None = None
    high: int | None = None
    better: int = 0
    """-1 where lower is better, 1 where higher is, 0 where nobody has said: it is counted and not judged."""
    step: int | None = None
    """What a score is a multiple of; None where it may be any number of the range."""
    reliability: float | None = None
    about: str = "the score"
    question: str = "Has anything changed?"
    good: str = ""
    bad: str = ""


Known = Callable[[str], ScoreScale]
"""From a code to what is known of it."""


def known(code: str) -> ScoreScale:
    """The score scale of an instrument that ships; one that is not known has no direction and no range."""
    return known_in(None)(code)


@cache
def known_in(folder: Path | None) -> Known:
    """A look-up from code to score scale, of the instruments that ship and those in that folder."""
    found = {one.code: one for one in _all(library(folder))}
    return lambda code: found.get(code) or ScoreScale(code, code)


@cache
def with_a_score(folder: Path | None) -> tuple[str, ...]:
    """Codes of the instruments whose answers make one number."""
    return tuple(one.code for one in _all(library(folder)) if one.better)


def _all(found: Library) -> list[ScoreScale]:
    return [_of(found.get(code)) for code in found.codes]


def _of(one: definition.Instrument) -> ScoreScale:
    said, name = one.direction, one.called
    if one.range is None:
        return ScoreScale(one.code, name, about=one.about)
    return ScoreScale(
        one.code, name, one.range.low, one.range.high, 1 if said.better == "higher" else -1, _step(one.scoring),
        one.reliability.value if one.reliability else None, one.about, one.question, said.for_the_better,
        said.for_the_worse,
    )  # fmt: skip


def _step(scoring: Scoring) -> int | None:
    return {"sum": scoring.times, "count": 1}.get(scoring.rule)
