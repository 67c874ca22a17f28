"""What a table of parts may show, so that nobody can be read off it, nor off it by subtraction from the whole. Pure.

No figure shown of a part, and none that follows from the shown parts and the headline, is about fewer than 5 people; a
mean about fewer than 10, a percentage about fewer than 20.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass

HIDDEN = "n.p."
FEW = 5
FEW_FOR_A_MEAN = 10
FEW_FOR_A_SHARE = 20

Enough = Callable[[int, int, int], bool]
"""Asked of all hidden groups taken together: how many groups, how many pairs, how many of them improved."""


@dataclass(frozen=True)
class Cell:
    """One group of a table: how many people are in it, and how many of them improved."""

    n: int
    x: int
    """How many of the n improved."""


@dataclass(frozen=True)
class HiddenCells:
    """The groups of a table whose count, mean or share is suppressed."""

    counts: Set[str]
    means: Set[str]
    shares: Set[str]


def protect(
    groups: Mapping[str, Cell], hidden: Iterable[str], enough: Enough, last: str | None = None
) -> frozenset[str]:
    """Complementary suppression: hide further groups, the smallest first, until none can be worked out.

    Empty if nothing is hidden. `last`: the group that is hidden to protect another only where no other shown group has
    anybody in it.
    """
    found = set(hidden)
    while found and (len(found) < 2 or not _enough(groups, found, enough)):
        shown = [(code == last, group.n, code) for code, group in groups.items() if group.n > 0 and code not in found]
        if not shown:
            break
        found.add(min(shown)[-1])
    return frozenset(found)


def _enough(groups: Mapping[str, Cell], hidden: Set[str], enough: Enough) -> bool:
    return enough(len(hidden), sum(groups[code].n for code in hidden), sum(groups[code].x for code in hidden))


def share_ok(n: int, x: int) -> bool:
    """Whether x of n may be shown as a percentage: n at least 20, and neither x nor n - x from 1 to 4."""
    return n >= FEW_FOR_A_SHARE and not 1 <= x < FEW and not 1 <= n - x < FEW


def cover(groups: Mapping[str, Cell], last: str | None = None) -> HiddenCells:
    """Which cells of a table are suppressed: counts under 5, means under 10, shares that tell of a few people.

    Further groups are hidden where a cell could be worked out by subtraction. `last`: see `protect`.
    """
    counts = protect(
        groups, {code for code, group in groups.items() if 1 <= group.n < FEW},
        lambda k, n, _: n >= FEW and n >= 2 * k + 1, last,
    )  # fmt: skip
    means = protect(
        groups, counts | {code for code, group in groups.items() if 1 <= group.n < FEW_FOR_A_MEAN},
        lambda _, n, __: n >= FEW_FOR_A_MEAN, last,
    )  # fmt: skip
    shares = protect(
        groups, counts | {code for code, group in groups.items() if group.n and not share_ok(group.n, group.x)},
        lambda _, n, x: share_ok(n, x), last,
    )  # fmt: skip
    return HiddenCells(counts, means, shares)


def cover_counts(counts: Mapping[str, int]) -> Set[str]:
    """Which groups of a table of counts alone are suppressed."""
    return cover({code: Cell(n, 0) for code, n in counts.items()}).counts


def why_hidden(n: int) -> str:
    """Why a mean is not shown, in words that do not tell the count."""
    if n < FEW_FOR_A_MEAN:
        return f"not shown: fewer than {FEW_FOR_A_MEAN} people"
    return "not shown, so that another cannot be worked out"
