"""Names that people know to belong together, or not, read once from `data/`. Whoever knows better adds a line there."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

DATA = Path(__file__).parents[1] / "data"


def _lines(name: str) -> Iterator[list[str]]:
    for line in (DATA / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if words := line.partition("#")[0].split():
            yield words


@cache
def readings(script: str) -> Mapping[str, tuple[str, ...]]:
    """How a Han character (`han`) or a Korean family name (`hangul`) is spelt in plain letters, the first one first."""
    return {each: tuple(read) for written, *read in _lines(script) for each in written}


@cache
def same_name() -> Mapping[str, str]:
    """For each spelling that has others, in whatever script: the one that stands for them all."""
    return {spelling: first for first, *others in _lines("spellings") for spelling in (first, *others)}


def one_for_all(spelling: str) -> str:
    """The spelling that stands for this one and all others of the name."""
    return same_name().get(spelling, spelling)


@cache
def _names_of() -> Mapping[str, frozenset[str]]:
    names: dict[str, set[str]] = {}
    for name, *called in _lines("nicknames"):
        for each in called:
            names.setdefault(one_for_all(each), set()).add(one_for_all(name))
    return {each: frozenset(found) for each, found in names.items()}


def names_behind(spelling: str) -> frozenset[str]:
    """The names that somebody who is called so may have. Con: konstantinos; Bill: william, vasilios."""
    return _names_of().get(one_for_all(spelling), frozenset())


@cache
def _forms_of() -> Mapping[str, frozenset[str]]:
    forms: dict[str, set[str]] = {}
    for spelling, first in same_name().items():
        forms.setdefault(first, set()).add(spelling)
    for called, names in _names_of().items():
        for name in names:
            forms.setdefault(name, set()).add(called)
    return {each: frozenset(found) for each, found in forms.items()}


def forms_of(spelling: str) -> frozenset[str]:
    """Whatever else somebody of this name may be called, and how it is spelt. Giuseppe: joe, joseph, pino."""
    return _forms_of().get(one_for_all(spelling), frozenset())


@cache
def _given() -> frozenset[str]:
    return frozenset(one_for_all(each) for line in _lines("nicknames") for each in line)


def is_given(spelling: str) -> bool:
    """Whether it is known as a given name or as what people of one are called."""
    return one_for_all(spelling) in _given()


@cache
def _known() -> frozenset[str]:
    found = {*common(), *same_name(), *_names_of(), *_forms_of()}
    return frozenset(found.union(*readings("han").values(), *readings("hangul").values()))


def is_known(spelling: str) -> bool:
    """Whether a name is in these tables: two short ones that are, are rather two names than one and a slip."""
    return spelling in _known()


@cache
def _not_the_same() -> frozenset[frozenset[str]]:
    pairs = (frozenset(one_for_all(each) for each in line) for line in _lines("not_the_same"))
    return frozenset(pair for pair in pairs if len(pair) > 1)


def are_two_names(one: str, other: str) -> bool:
    """Whether the two look alike and are known to be two people's names: Hassan and Hussein."""
    return frozenset((one_for_all(one), one_for_all(other))) in _not_the_same()


@cache
def common() -> Mapping[str, int]:
    """How many of a thousand people have a name, for the common ones."""
    return {name: int(number) for name, number in _lines("common")}


@cache
def words(kind: str) -> frozenset[str]:
    """Words that are no part of a name, or not always, of one kind: `titles`, `nobody`, `mailboxes` and others."""
    return frozenset(word for first, *rest in _lines("words") if first == kind for word in rest)
