"""What somebody types to find a person: a name in any order, script and form, a year, a number, an address."""

import re
from collections.abc import Callable, Set
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA, JaroWinkler

from . import parts, tables
from .names import Part, ReadName, consonants
from .person import Person
from .rarity import name_key

_EMAIL = re.compile(r"\S+@\S+")
_DATE = re.compile(r"\b\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}\b")
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_NUMBER = re.compile(r"[+(]?\d[\d\s()\-./]{4,}\d")
BEGINS = 3
MOST_SPELLINGS, NEAR = 40, 0.8


@dataclass(frozen=True)
class Asked:
    """What was typed, read: as the person it may be about, and the parts of the name that were typed.

    Initials only help to put those who are found in their order, unless nothing else was typed.
    """

    person: Person
    parts: tuple[Part, ...]


def understand(text: str, read_phone: Callable[[str], str | None], read_day: Callable[[str], Person | None]) -> Asked:
    """Read what was typed. `read_phone`: a number in E.164; `read_day`: somebody born then; else None."""
    email = _EMAIL.search(text)
    rest = _EMAIL.sub(" ", text)
    phone, born = read_phone(rest), None
    if phone:
        rest = ""
    for pattern in (_DATE, _YEAR, _NUMBER):
        for found in pattern.finditer(rest):
            day = read_day(found[0]) if pattern is not _NUMBER else None
            number = None if day or pattern is _YEAR else read_phone(found[0])
            born, phone = born or day, phone or number
            if day or number:
                rest = rest.replace(found[0], " ", 1)
    person = Person(
        name=" ".join(rest.split()),
        year=born.year if born else None,
        born=born.born if born else None,
        phone=phone,
        email=email[0].strip(".,;<>()") if email else None,
    )
    return Asked(person, _typed(person.read))


def _typed(name: ReadName) -> tuple[Part, ...]:
    whole = tuple(part for part in name.parts if not part.is_initial)
    return whole or name.parts


def starts(part: Part) -> set[str]:
    """The first letters of whatever may be meant by a typed part: its own, and those of its other forms."""
    behind = {name for form in part.spelt for name in tables.names_behind(form)}
    return {form[:BEGINS] for form in (*part.spelt, *behind, tables.one_for_all(part.said))}


def spellings(part: Part, known: Set[str]) -> list[str]:
    """The keys of the spellings that may be meant by a typed part: those it begins, and those that are alike.

    `known`: spellings that somebody has.
    """
    begun = {each for each in known if each.startswith(part.spelt)}
    behind = {
        form for each in part.spelt for name in tables.names_behind(each) for form in (name, *tables.forms_of(name))
    }
    near = {each for said in part.spelt for each, _, _ in process.extract(said, known, scorer=JaroWinkler.similarity,
                                                                          score_cutoff=NEAR, limit=None)}  # fmt: skip
    maybe = near | (known & {*behind, *(form for each in part.spelt for form in tables.forms_of(each))})
    return [name_key(each) for each in begun | {each for each in maybe if _alike(part, each)}]


def _alike(part: Part, spelling: str) -> bool:
    return parts.alike(part, Part((spelling,), consonants(spelling))) is not None


def nearest(part: Part, known: Set[str]) -> list[str]:
    """The keys of the spellings that are no more than a slip away, where nothing else may be meant."""
    found = process.extract(part.said, known, scorer=OSA.distance, score_cutoff=1, limit=MOST_SPELLINGS)
    return [name_key(each) for each, _, _ in found]
