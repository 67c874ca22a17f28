"""How much it says that two have something in common: the fewer have it, the more. In bits. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from math import log2

from . import tables
from .names import Part
from .person import Person

TAKEN_FOR_GRANTED = 1000
"""So many made-up people, named as `data/common.txt` says, stand beside the Local's own: few cards judge well, too."""
MOST_BITS, SHORT = 13.0, 5


@dataclass(frozen=True)
class Rarity:
    """How many people there are, and how many of them have each spelling, number or address; one person counts once."""

    people: int = 0
    having: Mapping[str, int] = field(default_factory=dict)

    def one_in(self, spelling: str) -> float:
        """One person in so many has a part of a name spelt so."""
        having = self.having.get(name_key(spelling), 0) + tables.common().get(spelling, 1)
        return (self.people + TAKEN_FOR_GRANTED) / having

    def bits(self, spelling: str) -> float:
        """How much it says that two have a part of a name spelt so."""
        return max(1.0, min(MOST_BITS, log2(self.one_in(spelling))))

    def sharing(self, key: str) -> int:
        """So many people have this number or address; never fewer than the two who are compared."""
        return max(2, self.having.get(key, 0))

    @property
    def doubt(self) -> float:
        """How unlikely it is, in bits, that two people picked among all are one: log2 of how many there are."""
        return log2(max(self.people, SMALLEST))


SMALLEST = 32
"""A Local with fewer people than this judges as if it had so many."""


def name_key(spelling: str) -> str:
    """The key that everybody has who has a part of a name spelt so."""
    return f"name {spelling}"


def phone_key(number: str) -> str:
    """The key of a whole number."""
    return f"phone {number}"


def email_key(address: str) -> str:
    """The key of an e-mail address, as `Person.mailbox` has it."""
    return f"email {address}"


def joined(one: Part, other: Part) -> set[str]:
    """Two short parts as one: Xiao Ming is Xiaoming to others."""
    if not 2 <= len(one.said) <= SHORT or not 2 <= len(other.said) <= SHORT:
        return set()
    return {one.said + other.said}


def counted(person: Person) -> set[str]:
    """Of which it is asked how many people have it: each spelling of a part of the name, the number, the address."""
    parts = (*person.read.parts, *person.read.called)
    found = {name_key(form) for part in parts for form in part.spelt}
    found |= {name_key(form) for one, other in pairwise(parts) for form in joined(one, other)}
    if person.phone:
        found.add(phone_key(person.phone))
    if person.mailbox:
        found.add(email_key(person.mailbox))
    return found
