"""Means, spreads and intervals, with what they are when there is too little to say: None, never 0 or NaN. Pure."""

import math
from collections.abc import Sequence

from scipy.special import stdtr, stdtrit

Z = 1.959963984540054


def mean(values: Sequence[float]) -> float | None:
    """Arithmetic mean; None of no values, and exactly the value where all are equal."""
    if not values:
        return None
    if min(values) == max(values):
        return float(values[0])
    return math.fsum(values) / len(values)


def sd(values: Sequence[float]) -> float | None:
    """Sample standard deviation (n - 1); exactly 0 where all are equal, None of fewer than two."""
    if len(values) < 2:
        return None
    middle = mean(values) or 0.0
    return math.sqrt(math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1))


def ratio(top: float | None, bottom: float | None) -> float | None:
    """Quotient of two numbers; None if either is missing or the lower one is 0."""
    return None if top is None or not bottom else top / bottom


def t_interval(values: Sequence[float]) -> tuple[float | None, float | None]:
    """95 % confidence interval of the mean by Student's t, n - 1 degrees of freedom."""
    middle, spread, n = mean(values), sd(values), len(values)
    if middle is None or spread is None:
        return None, None
    half = float(stdtrit(n - 1, 0.975)) * spread / math.sqrt(n)
    return middle - half, middle + half


def t_two_sided(t: float, df: float) -> float:
    """Two-sided p of a t statistic with `df` degrees of freedom."""
    return min(1.0, 2 * float(stdtr(df, -abs(t))))


def wilson(x: int, n: int) -> tuple[float | None, float | None]:
    """95 % confidence interval of the share x / n: Wilson's score interval, without continuity correction."""
    if n == 0:
        return None, None
    share, z2 = x / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * math.sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return max(0.0, middle - half), min(1.0, middle + half)


def welch(left: Sequence[float], right: Sequence[float]) -> tuple[float | None, float | None, float | None]:
    """Welch's t: the difference of two means and its 95 % interval, with Satterthwaite's degrees of freedom."""
    one, two = mean(left), mean(right)
    if one is None or two is None:
        return None, None, None
    difference = one - two
    spread_one, spread_two = sd(left), sd(right)
    if spread_one is None or spread_two is None or (spread_one == 0 and spread_two == 0):
        return difference, None, None
    a, b = spread_one**2 / len(left), spread_two**2 / len(right)
    df = (a + b) ** 2 / (a**2 / (len(left) - 1) + b**2 / (len(right) - 1))
    half = float(stdtrit(df, 0.975)) * math.sqrt(a + b)
    return difference, difference - half, difference + half


def mean_ranks(values: Sequence[float]) -> list[float]:
    """Ranks from 1 for the smallest; ties share the mean of their ranks."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            ranks[place] = (start + 1 + end) / 2
        start = end
    return ranks
