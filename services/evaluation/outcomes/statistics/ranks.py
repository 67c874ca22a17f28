"""What the ranks of the changes say: Wilcoxon's signed ranks, Hodges-Lehmann's median, Spearman's rho. Pure."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.special import ndtr

from .arithmetic import mean_ranks, t_two_sided

MOST_FOR_EXACT = 49


def wilcoxon(changes: Sequence[float]) -> dict[str, Any]:
    """Wilcoxon signed-rank test, two-sided; changes of zero are dropped.

    The statistic is the sum of the ranks of the positive changes. `method`: exact without zeros and ties up to 49
    changes, else normal, corrected for ties and continuity.
    """
    nonzero = [change for change in changes if change != 0]
    m = len(nonzero)
    if m == 0:
        return {"statistic": None, "p": None, "method": None, "n_nonzero": 0}
    sizes = [abs(change) for change in nonzero]
    ranks = mean_ranks(sizes)
    statistic = math.fsum(rank for rank, change in zip(ranks, nonzero, strict=True) if change > 0)
    ties = [count for count in Counter(sizes).values() if count > 1]
    exact = m == len(changes) and not ties and m <= MOST_FOR_EXACT
    p = _exact(m, round(statistic)) if exact else _normal(m, statistic, ties)
    return {"statistic": statistic, "p": p, "method": "exact" if exact else "normal", "n_nonzero": m}


def _exact(m: int, statistic: int) -> float:
    ways = [1] + [0] * (m * (m + 1) // 2)
    for rank in range(1, m + 1):
        for total in range(len(ways) - 1, rank - 1, -1):
            ways[total] += ways[total - rank]
    tail = min(sum(ways[: statistic + 1]), sum(ways[statistic:]))
    return min(1.0, 2 * tail / (1 << m))


def _normal(m: int, statistic: float, ties: Sequence[int]) -> float:
    middle = m * (m + 1) / 4
    variance = m * (m + 1) * (2 * m + 1) / 24 - sum(t**3 - t for t in ties) / 48
    away = abs(statistic - middle)
    if away == 0:
        return 1.0
    tail = float(ndtr(-max(0.0, away - 0.5) / math.sqrt(variance)))
    return min(1.0, 2 * tail)


def hodges_lehmann(changes: Sequence[float]) -> float | None:
    """Hodges-Lehmann estimate: the median of all averages of two changes, zeros kept.

    Each change is averaged with itself, too. Equal changes are taken together: scores have few values, however many the
    people.
    """
    if not changes:
        return None
    values, counts = np.unique(np.asarray(changes, dtype=float), return_counts=True)
    first, second = np.triu_indices(len(values))
    averages = (values[first] + values[second]) / 2
    same = first == second
    weights = np.where(same, counts[first] * (counts[first] + 1) // 2, counts[first] * counts[second])
    order = np.argsort(averages, kind="stable")
    reached = np.cumsum(weights[order])
    middle = [np.searchsorted(reached, place, side="left") for place in ((reached[-1] + 1) // 2, reached[-1] // 2 + 1)]
    low, high = (float(averages[order][place]) for place in middle)
    return (low + high) / 2


def spearman(xs: Sequence[float], ys: Sequence[float]) -> tuple[float | None, float | None]:
    """Spearman's rank correlation rho and its two-sided p; None if n < 3 or one side does not vary."""
    n = len(xs)
    if n < 3 or min(xs) == max(xs) or min(ys) == max(ys):
        return None, None
    left, right = mean_ranks(xs), mean_ranks(ys)
    middle = (n + 1) / 2
    across = math.fsum((a - middle) * (b - middle) for a, b in zip(left, right, strict=True))
    along = math.sqrt(math.fsum((a - middle) ** 2 for a in left) * math.fsum((b - middle) ** 2 for b in right))
    rho = max(-1.0, min(1.0, across / along))
    if abs(rho) > 1 - 1e-12:
        return math.copysign(1.0, rho), 0.0
    return rho, t_two_sided(rho * math.sqrt((n - 2) / (1 - rho * rho)), n - 2)
