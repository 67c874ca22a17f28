"""Goal attainment: how far somebody has come with all of their goals at once, as one number.

T = 50 + 10 sum(w x) / sqrt((1 - r) sum(w^2) + r (sum w)^2) with r = 0.3 (Kiresuk and Sherman 1968; Turner-Stokes 2009).
50 means: on the whole just what was hoped for. 10 points are one standard deviation.
"""

from collections.abc import Sequence
from math import sqrt

CORRELATION = 0.3
"""How alike the goals of one person are taken to be: the published constant."""

LOWEST, HIGHEST = -2, 2
LEVELS = {
    2: "much more than hoped for",
    1: "a little more than hoped for",
    0: "what was hoped for",
    -1: "a little less than hoped for",
    -2: "much less than hoped for",
}
MOST_WEIGHT = 9


def weight(importance: int, difficulty: int) -> int:
    """How much a goal counts: importance (0-3) times difficulty (0-3)."""
    for name, value in (("importance", importance), ("difficulty", difficulty)):
        if not 0 <= value <= 3:
            raise ValueError(f"{name} is {value}: it is a whole number from 0 to 3")
    return importance * difficulty


def t_score(levels: Sequence[int | None], weights: Sequence[int]) -> float | None:
    """The T-score of goals at these levels (-2 to 2) with these weights (0 to 9).

    None where it is missing: no goal, a goal without a level, or no weight above 0.
    """
    if len(levels) != len(weights):
        raise ValueError(f"{len(levels)} levels and {len(weights)} weights: each goal has one of both")
    for place, (level, of_weight) in enumerate(zip(levels, weights, strict=True), start=1):
        if level is not None and not LOWEST <= level <= HIGHEST:
            raise ValueError(f"the level of goal {place} is {level}: it is a whole number from -2 to 2")
        if not 0 <= of_weight <= MOST_WEIGHT:
            raise ValueError(f"the weight of goal {place} is {of_weight}: it is a whole number from 0 to 9")
    return t_of(levels, weights)


def t_of(levels: Sequence[int | None], weights: Sequence[float]) -> float | None:
    """The formula itself: only the proportions of the weights count. None where it is missing."""
    known = [level for level in levels if level is not None]
    total = sum(weights)
    if len(known) < len(levels) or total == 0:
        return None
    spread = (1 - CORRELATION) * sum(each * each for each in weights) + CORRELATION * total * total
    return 50 + 10 * sum(of * level for of, level in zip(weights, known, strict=True)) / sqrt(spread)
