"""The parts of two names paired, best with best, in whatever order they are written. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from . import parts
from .names import Part, ReadName
from .parts import INITIAL, LESS, Alike
from .rarity import Rarity

LEFT_ON_BOTH, LEFT_ON_ONE, NOTHING_FITS = -6.0, -2.0, -13.0
TWO_NAMES, WOMAN_AND_MAN, GENERATIONS = -2.5, -3.0, -6.0
LEAST = 0.5


@dataclass(frozen=True)
class Pair:
    """Parts that were paired: by their places in the one name and in the other, how alike, and what it says in bits."""

    ones: tuple[int, ...]
    others: tuple[int, ...]
    alike: Alike
    bits: float


@dataclass(frozen=True)
class Pairing:
    """Two names beside one another: the pairs, what is left of each, and what speaks against, as codes with bits."""

    pairs: tuple[Pair, ...]
    left: tuple[Part, ...]
    left_other: tuple[Part, ...]
    against: tuple[tuple[str, float], ...]

    @property
    def bits(self) -> float:
        return sum(pair.bits for pair in self.pairs) + sum(bits for _, bits in self.against)


def pair(one: ReadName, other: ReadName, rarity: Rarity) -> Pairing:
    """Pair two names. Nothing speaks for or against where one of them has no parts."""
    if not one.parts or not other.parts:
        return Pairing((), (), (), ())
    ones, others = one.parts + one.called, other.parts + other.called
    chosen: list[Pair] = []
    taken: set[int] = set()
    taken_other: set[int] = set()
    for each in sorted(_all(ones, others, rarity), key=lambda pair: -pair.bits):
        if not taken & set(each.ones) and not taken_other & set(each.others):
            chosen.append(each)
            taken.update(each.ones)
            taken_other.update(each.others)
    left = tuple(part for nth, part in enumerate(one.parts) if nth not in taken)
    left_other = tuple(part for nth, part in enumerate(other.parts) if nth not in taken_other)
    against = tuple(_against(one, other, bool(chosen), left, left_other))
    return Pairing(tuple(chosen), left, left_other, against)


def _all(ones: Sequence[Part], others: Sequence[Part], rarity: Rarity) -> Iterator[Pair]:
    for i, a in enumerate(ones):
        for j, b in enumerate(others):
            if found := parts.alike(a, b):
                yield Pair((i,), (j,), found, _bits(found, rarity))
    yield from (Pair((i, i + 1), (j,), found, _bits(found, rarity)) for i, j, found in _joined(ones, others))
    yield from (
        Pair((i,), (j, j + 1), Alike(found.level, found.other, found.one), _bits(found, rarity))
        for j, i, found in _joined(others, ones)
    )


def _joined(ones: Sequence[Part], others: Sequence[Part]) -> Iterator[tuple[int, int, Alike]]:
    """Two parts that are one in the other name: Xiao Ming, Xiaoming; Mc Donald."""
    for i, (first, second) in enumerate(pairwise(ones)):
        together = {a + b for a in first.spelt for b in second.spelt}
        for j, part in enumerate(others):
            if len(part.said) < 4:
                continue
            if fitting := next((each for each in part.spelt if each in together), None):
                yield i, j, Alike("same", fitting, fitting)


def _bits(found: Alike, rarity: Rarity) -> float:
    if found.level == "initial":
        return INITIAL
    rare = min(rarity.bits(found.one), rarity.bits(found.other))
    return max(LEAST, rare - LESS[found.level])


def _against(
    one: ReadName, other: ReadName, fits: bool, left: Sequence[Part], left_other: Sequence[Part]
) -> Iterator[tuple[str, float]]:
    both = min(len(left), len(left_other))
    if not fits:
        yield "names_differ", NOTHING_FITS
    elif both:
        yield "part_differs", LEFT_ON_BOTH * both
    if abs(len(left) - len(left_other)):
        yield "part_missing", LEFT_ON_ONE * abs(len(left) - len(left_other))
    if any(parts.two_names(a, b) for a in left for b in left_other):
        yield "two_names", TWO_NAMES
    if {_woman_or_man(left), _woman_or_man(left_other)} == {"thi", "van"}:
        yield "woman_and_man", WOMAN_AND_MAN
    if one.generation and other.generation and one.generation != other.generation:
        yield "generations", GENERATIONS


def _woman_or_man(left: Sequence[Part]) -> str:
    """Thị stands in a woman's name, Văn in a man's."""
    return next((part.said for part in left if part.said in ("thi", "van")), "")
