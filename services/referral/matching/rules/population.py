"""Many people, and whom of them somebody may be: what the database does with rows, in memory and by the same rules."""

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from .compare import Likeness, compare
from .keys import chosen, keys
from .person import Person
from .rarity import Rarity

MOST_COMPARED = 40
Key = TypeVar("Key", bound=Hashable)


@dataclass
class Population(Generic[Key]):
    """People by an id of theirs."""

    people: dict[Key, Person] = field(default_factory=dict)
    _having: Counter[str] = field(default_factory=Counter)
    _with_key: dict[str, list[Key]] = field(default_factory=dict)

    @classmethod
    def of(cls, people: Iterable[tuple[Key, Person]]) -> "Population[Key]":
        found = cls()
        for key, person in people:
            found.add(key, person)
        return found

    def add(self, key: Key, person: Person) -> None:
        """Add somebody. One id is one person: give each once."""
        self.people[key] = person
        for each in keys(person):
            self._having[each] += 1
            self._with_key.setdefault(each, []).append(key)

    @property
    def rarity(self) -> Rarity:
        return Rarity(len(self.people), self._having)

    def candidates(self, person: Person, most: int = MOST_COMPARED) -> list[Key]:
        """Those with most keys in common."""
        common: Counter[Key] = Counter()
        wanted = keys(person)
        for each in chosen(wanted, self._having):
            common.update(self._with_key[each])
        for each in set(wanted) - set(chosen(wanted, self._having)):
            common.update(key for key in self._with_key.get(each, ()) if key in common)
        return [key for key, _ in common.most_common(most)]

    def find(self, person: Person, most: int = MOST_COMPARED) -> list[tuple[Key, Likeness]]:
        """Whom of all it may be, the likeliest first; everybody who was compared, however little speaks for it."""
        rarity = self.rarity
        found = [(key, compare(person, self.people[key], rarity)) for key in self.candidates(person, most)]
        return sorted(found, key=lambda each: -each[1].bits)
