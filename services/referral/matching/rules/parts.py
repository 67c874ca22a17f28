"""Two parts of names beside one another: are they the same, and how far from it? Pure."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA, JaroWinkler

from . import tables
from .names import Part

Level = Literal["same", "spelling", "nickname", "slip", "begins", "close", "short_slip", "sound", "initial"]
LESS: dict[Level, float] = {
    "same": 0.0, "spelling": 1.0, "nickname": 2.5, "slip": 0.5, "begins": 4.0, "close": 3.0, "sound": 4.5,
    "short_slip": 1.5,
}  # fmt: skip
"""How many bits each level says less than the very same part would."""
INITIAL = 1.5
SLIP_FROM, CLOSE_FROM, CLOSE, SOUND_FROM = 5, 6, 0.92, 3


@dataclass(frozen=True)
class Alike:
    """How alike two parts are, and the spellings in which they are: how rare these are decides how much it says."""

    level: Level
    one: str
    other: str


@lru_cache(maxsize=200_000)
def alike(one: Part, other: Part) -> Alike | None:
    """The nearest of all their spellings; None if they are two names, whether or not they look alike."""
    for spelling in one.spelt:
        if spelling in other.spelt:
            return Alike("initial" if len(spelling) == 1 else "same", spelling, spelling)
    if one.is_initial or other.is_initial:
        return Alike("initial", one.said, other.said) if _letters(one) & _letters(other) else None
    if two_names(one, other):
        return None
    pairs = [(a, b) for a in one.spelt for b in other.spelt]
    for level, holds in (("spelling", _spelling), ("nickname", _nickname), ("slip", _slip), ("begins", _begins),
                         ("close", _close), ("short_slip", _short_slip)):  # fmt: skip
        for a, b in pairs:
            if holds(a, b):
                return Alike(level, a, b)  # type: ignore[arg-type]
    return Alike("sound", one.said, other.said) if _sound(one, other) else None


def _letters(part: Part) -> set[str]:
    """By which letters the part may be written as an initial: J. for Giuseppe, whom people call Joe."""
    if part.is_initial:
        return {part.said}
    return {form[0] for spelling in part.spelt for form in (spelling, *tables.forms_of(spelling)) if form[0].isascii()}


def two_names(one: Part, other: Part) -> bool:
    """Whether the two look alike and are known to be names of two people."""
    return any(tables.are_two_names(a, b) for a in one.spelt for b in other.spelt)


def _spelling(one: str, other: str) -> bool:
    return tables.one_for_all(one) == tables.one_for_all(other)


def _nickname(one: str, other: str) -> bool:
    """One is short for the other, or for a name that the other is short for, too."""
    behind, also = tables.names_behind(one), tables.names_behind(other)
    return tables.one_for_all(other) in behind or tables.one_for_all(one) in also or bool(behind & also)


def _slip(one: str, other: str) -> bool:
    return (
        min(len(one), len(other)) >= SLIP_FROM - 1
        and max(len(one), len(other)) >= SLIP_FROM
        and _off_by_one(one, other)
    )


def _short_slip(one: str, other: str) -> bool:
    return len(one) == len(other) == SLIP_FROM - 1 and _off_by_one(one, other)


def _off_by_one(one: str, other: str) -> bool:
    if max(len(one), len(other)) <= SLIP_FROM and tables.is_known(one) and tables.is_known(other):
        return False
    return OSA.distance(one, other, score_cutoff=1) <= 1


def _begins(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and long.startswith(short)


def _close(one: str, other: str) -> bool:
    if min(len(one), len(other)) < CLOSE_FROM:
        return False
    return JaroWinkler.similarity(one, other) >= CLOSE or OSA.distance(one, other, score_cutoff=2) <= 2


def _sound(one: Part, other: Part) -> bool:
    if len(one.consonants) < SOUND_FROM or one.consonants != other.consonants:
        return False
    return one.only_consonants or other.only_consonants or JaroWinkler.similarity(one.said, other.said) >= 0.8
