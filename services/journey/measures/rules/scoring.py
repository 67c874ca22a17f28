"""From answers to a score, exactly as each instrument's own rules say.

A skipped answer is missing and never 0. An answer that is none of the item's own is refused by the item's name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from services.journey.goals.rules import attainment
from shared.kernel.counts import counted
from shared.kernel.refusal import Refused
from shared.rules.instruments.definition import Instrument
from shared.rules.instruments.parts import Item

Missing = Literal["skipped", "declined", "not_asked"]
Score = int | float


@dataclass(frozen=True)
class ScoringResult:
    """What an instrument makes of its answers. `numbers`: the answers in item order, as they are stored."""

    score: Score | None
    band: str | None
    subscales: dict[str, int | None] = field(default_factory=dict)
    missing_reason: Missing | None = None
    numbers: tuple[int | None, ...] = ()
    weights: tuple[int, ...] = ()


def score(instrument: Instrument, given: object) -> ScoringResult:
    """The score of the answers by the instrument's own rules.

    `given`: a list in item order (None is skipped), an object by item (what is not named is skipped), or for goals a
    list of {"level", "weight"}.
    """
    if instrument.scoring.rule == "goal_attainment":
        return _goals(instrument, given)
    return score_numbers(instrument, read_answers(instrument, given))


def score_numbers(instrument: Instrument, numbers: Sequence[int | None]) -> ScoringResult:
    """The score of answers as they are stored."""
    subscales = {part.code: _part(instrument, part.code, numbers) for part in instrument.parts}
    total = None if instrument.scoring.rule == "parts" else _total(instrument, numbers)
    band = None if total is None else instrument.band(total)
    wanting = None in numbers if instrument.scoring.rule == "parts" else total is None
    return ScoringResult(total, band.name if band else None, subscales, "skipped" if wanting else None, tuple(numbers))


def read_answers(instrument: Instrument, given: object) -> tuple[int | None, ...]:
    """The answers in item order, as numbers. Refused by name: a wrong answer, an unknown item, too few or too many."""
    codes = [item.code for item in instrument.items]
    if isinstance(given, Mapping):
        for name in given:
            if name not in codes:
                raise Refused(f"{instrument.code} has no item {_shown(name)}. Its items are {', '.join(codes)}.")
        answers = [given.get(code) for code in codes]
    elif isinstance(given, Sequence) and not isinstance(given, str | bytes):
        answers = list(given)
    else:
        raise Refused("Give the answers as a list in the order of the items, or as an object by item.")
    if len(answers) != len(codes):
        first = f"Item {codes[len(answers)]} has no answer" if len(answers) < len(codes) else "There is no further item"
        raise Refused(
            f"{instrument.code} has {counted(len(codes), 'item')} ({', '.join(codes)}), and what was given is"
            f" {counted(len(answers), 'answer')}. {first}; a skipped item is null."
        )
    return tuple(_number(instrument, item, answer) for item, answer in zip(instrument.items, answers, strict=True))


def _number(instrument: Instrument, item: Item, answer: Any) -> int | None:
    if answer is None:
        return None
    options = instrument.options(item)
    for option in options:
        if type(answer) is type(option.code) and answer == option.code:
            return option.number
    choices = ", ".join(str(option.code) for option in options)
    raise Refused(f"Item {item.code}: choose one of {choices}.", field=f"item_{item.code}")


def _shown(name: object) -> str:
    return str(name)[:40]


def _worth(instrument: Instrument, item: Item, number: int) -> int:
    """What one answer adds: counted, turned round or as it is."""
    options = instrument.options(item)
    if instrument.scoring.rule == "count":
        return int(next(option.code for option in options if option.number == number) in item.counts)
    if item.reverse:
        numbers = [option.number for option in options]
        return min(numbers) + max(numbers) - number
    return number


def _sum(instrument: Instrument, pairs: Sequence[tuple[Item, int | None]]) -> tuple[int, int]:
    """The sum of what was answered, and how many items were not."""
    answered = [(item, number) for item, number in pairs if number is not None]
    return sum(_worth(instrument, item, number) for item, number in answered), len(pairs) - len(answered)


def _total(instrument: Instrument, numbers: Sequence[int | None]) -> Score | None:
    total, missing = _sum(instrument, list(zip(instrument.items, numbers, strict=True)))
    if missing > instrument.missing.most:
        return None
    if missing and instrument.missing.rule == "prorate":
        total = nearest(total * len(numbers), len(numbers) - missing)
    if instrument.scoring.rule == "table":
        return instrument.scoring.converted(total)
    return total * instrument.scoring.times


def nearest(above: int, below: int) -> int:
    """The whole number nearest to above / below, halves up; in whole numbers, so that nothing is lost on the way.

    A sum of nine answers times ten ninths never lies halfway: nine does not go into two.
    """
    return (2 * above + below) // (2 * below)


def _part(instrument: Instrument, part: str, numbers: Sequence[int | None]) -> int | None:
    """A part needs all of its items."""
    pairs = [pair for pair in zip(instrument.items, numbers, strict=True) if pair[0].part == part]
    total, missing = _sum(instrument, pairs)
    return None if missing else total


def _goals(instrument: Instrument, given: object) -> ScoringResult:
    if not isinstance(given, Sequence) or isinstance(given, str | bytes):
        raise Refused('Give the goals as a list of {"level": -2 to 2 or null, "weight": 0 or more}.')
    levels, weights = [], []
    for place, goal in enumerate(given, start=1):
        level, weight = _goal(place, goal)
        levels.append(level)
        weights.append(weight)
    largest = max(weights, default=0) or 1
    total = attainment.t_of(levels, weights if 1e-6 < largest < 1e6 else [weight / largest for weight in weights])
    band = None if total is None else instrument.band(total)
    reason: Missing | None = "skipped" if None in levels else "not_asked" if total is None else None
    return ScoringResult(total, band.name if band else None, {}, reason, tuple(levels), tuple(weights))


def _goal(place: int, goal: object) -> tuple[int | None, Any]:
    if not isinstance(goal, Mapping):
        raise Refused(f'Goal {place}: give {{"level": -2 to 2 or null, "weight": 0 or more}}.', field=f"goal_{place}")
    for name in goal:
        if name not in ("level", "weight"):
            raise Refused(f"Goal {place}: has a level and a weight, and no {_shown(name)}.", field=f"goal_{place}")
    level, weight = goal.get("level"), goal.get("weight", -1)
    if level is not None and (type(level) is not int or not attainment.LOWEST <= level <= attainment.HIGHEST):
        raise Refused(f"Goal {place}: the level is a whole number from -2 to 2.", field=f"goal_{place}")
    if type(weight) not in (int, float) or not 0 <= weight < float("inf"):
        raise Refused(f"Goal {place}: the weight is a number from 0 up.", field=f"goal_{place}")
    return level, weight
