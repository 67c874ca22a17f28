"""A model of everybody who was measured at either time: score by occasion, each person at a level of their own. Pure.

REML, found by one bounded search over g, the ratio of the variance between people to the variance within.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from scipy.optimize import minimize_scalar

from .arithmetic import Z

FEWEST_PAIRS = 10
GRID = 200


@dataclass(frozen=True)
class Fit:
    """A fit at one variance ratio: REML criterion, estimated effect of the occasion and its variance."""

    criterion: float
    estimate: float
    variance: float


@dataclass(frozen=True)
class Sums:
    """The sums of scores that the mixed model's fit needs, taken about a common middle."""

    pairs: int
    before: float
    after: float
    squares: float
    products: float
    """Of pairs: the sum of baseline times follow-up."""
    only_before: int
    only_after: int
    lone_before: float
    lone_after: float
    lone_squares: float

    @classmethod
    def of(cls, pairs: Sequence[tuple[float, float]], befores: Sequence[float], afters: Sequence[float]) -> "Sums":
        total = math.fsum(math.fsum(pair) for pair in pairs) + math.fsum(befores) + math.fsum(afters)
        middle = total / (2 * len(pairs) + len(befores) + len(afters))
        about = [(u - middle, v - middle) for u, v in pairs]
        lone_b, lone_a = [y - middle for y in befores], [y - middle for y in afters]
        return cls(
            len(about), math.fsum(u for u, _ in about), math.fsum(v for _, v in about),
            math.fsum(u * u + v * v for u, v in about), math.fsum(u * v for u, v in about),
            len(lone_b), len(lone_a), math.fsum(lone_b), math.fsum(lone_a),
            math.fsum(y * y for y in (*lone_b, *lone_a)),
        )  # fmt: skip

    def fit(self, g: float) -> Fit:
        """Generalised least squares at one ratio, and the REML criterion there (smaller is better)."""
        own, cross, single = (1 + g) / (1 + 2 * g), -g / (1 + 2 * g), 1 / (1 + g)
        p, lone = self.pairs, self.only_before + self.only_after
        x00 = p * (2 * own + 2 * cross) + single * lone
        x01 = p * (own + cross) + single * self.only_after
        x11 = p * own + single * self.only_after
        y0 = (own + cross) * (self.before + self.after) + single * (self.lone_before + self.lone_after)
        y1 = own * self.after + cross * self.before + single * self.lone_after
        yy = own * self.squares + 2 * cross * self.products + single * self.lone_squares
        det = x00 * x11 - x01 * x01
        level, effect = (x11 * y0 - x01 * y1) / det, (x00 * y1 - x01 * y0) / det
        rss = max(yy - level * y0 - effect * y1, 1e-300)
        n = 2 * p + lone
        criterion = p * math.log1p(2 * g) + lone * math.log1p(g) + math.log(det) + (n - 2) * math.log(rss)
        return Fit(criterion, effect, rss / (n - 2) * x00 / det)


def mixed_model(
    pairs: Sequence[tuple[float, float]], only_before: Sequence[float], only_after: Sequence[float]
) -> dict[str, Any]:
    """Mixed model with a random intercept (REML): the effect of the occasion, its SE and 95 % interval.

    All four are None where there are fewer than ten pairs or all changes are equal. Also n_observations and n_people.
    """
    counts = {
        "n_observations": 2 * len(pairs) + len(only_before) + len(only_after),
        "n_people": len(pairs) + len(only_before) + len(only_after),
    }
    changes = {round(after - before, 9) for before, after in pairs}
    if len(pairs) < FEWEST_PAIRS or len(changes) < 2:
        return {"estimate": None, "se": None, "ci_low": None, "ci_high": None} | counts
    fit = _best(Sums.of(pairs, only_before, only_after))
    se = math.sqrt(fit.variance)
    return {
        "estimate": fit.estimate, "se": se, "ci_low": fit.estimate - Z * se, "ci_high": fit.estimate + Z * se,
    } | counts  # fmt: skip


def _best(sums: Sums) -> Fit:
    """Look along g / (1 + g) from 0 to almost 1, then closely around the best place. Exactly 0 is an answer too."""

    def at(share: float) -> Fit:
        return sums.fit(share / (1 - share))

    step = (1 - 1e-9) / GRID
    nearest = min(range(GRID + 1), key=lambda place: at(place * step).criterion)
    low, high = max(0, nearest - 1) * step, min(GRID, nearest + 1) * step
    found = minimize_scalar(
        lambda share: at(share).criterion, bounds=(low, high), method="bounded", options={"xatol": 1e-12}
    )
    return min((at(float(found.x)), at(0.0)), key=lambda fit: fit.criterion)
