"""What somebody types to find a person: a name in any order, script and form, a year, a number, an address."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from . import parts, tables
from .names import Part, ReadName, consonants
from .person import Person
from .rarity import name_key

_EMAIL = re.compile(r"\S+@\S+")
_DATE = re.compile(r"\b\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}\b")
_YEAR = re.compile(r"\b(19|20)\d\d\b")
_NUMBER = re.compile(r"[+(]?\d[\d\s()\-./]{4,}\d")
BEGINS = 3
MOST_SPELLINGS = 40


@dataclass(frozen=True)
class Asked:
    """What was typed, read: as the person it may be about, and the parts of the name that were typed."""

    person: Person
    parts: tuple[Part, ...]

    def begins(self) -> list[tuple[str, str]]:
        """For each part the range of keys among which its spellings stand: from the one, before the other."""
        return [(name_key(start), f"{name_key(start)}\uffff") for part in self.parts for start in _starts(part)]


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
    return tuple(part for part in name.parts if part.said)


def _starts(part: Part) -> set[str]:
    behind = {name for form in part.spelt for name in tables.names_behind(form)}
    return {form[:BEGINS] for form in (*part.spelt, *behind, tables.one_for_all(part.said))}


def spellings(part: Part, known: Iterable[str]) -> list[str]:
    """The keys of the spellings that may be meant by a typed part: those it begins, and those that are alike.

    `known`: spellings that somebody has.
    """
    found = []
    for spelling in known:
        if spelling.startswith(part.spelt) or parts.alike(part, Part((spelling,), consonants(spelling))):
            found.append(name_key(spelling))
    return found
