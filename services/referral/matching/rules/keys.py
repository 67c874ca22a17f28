"""By which two cards come beside one another at all: any one key in common is enough. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from . import tables
from .names import Part
from .person import Person
from .rarity import counted

MADE = 1
"""Counts up when keys are made in another way, so that those that are kept are made anew by the clock."""
PEOPLE = "people"
"""What everybody has: its count is how many there are."""
MOST_LOOKED_AT = 300
BEGINS, LONGER, SHORTER = 3, 4, 2
_MOST_FORMS = 5
_SOUNDS = (
    ("ph", "f"),
    ("kh", "k"),
    ("ch", "k"),
    ("c", "k"),
    ("q", "k"),
    ("z", "s"),
    ("y", "i"),
    ("j", "i"),
    ("w", "v"),
)


def keys(person: Person) -> list[str]:
    """Every key of somebody, sorted: parts of their name with the year and the postcode, two parts together, the date
    of birth and the one with day and month changed over, the last digits of the phone; and what is counted of them."""
    return sorted({*_names(person), *_dates(person), *_reached(person), *counted(person)})


def chosen(wanted: Sequence[str], having: Mapping[str, int]) -> list[str]:
    """Those keys by which others are looked for: the rarest first, for as long as few enough people have them.

    `having`: how many have each. So a query takes as long in a Local ten times as large.
    """
    found: list[str] = []
    people = 0
    for key in sorted((each for each in wanted if having.get(each)), key=lambda each: having[each]):
        people += having[key]
        if found and people > MOST_LOOKED_AT:
            break
        found.append(key)
    return found


def _names(person: Person) -> Iterator[str]:
    parts = [part for part in (*person.read.parts, *person.read.called) if not part.is_initial]
    forms = [_forms(part) for part in parts]
    begins = {_sound(form)[:BEGINS] for each in forms for form in each}
    begins |= {f"={part.consonants}" for part in parts if len(part.consonants) >= BEGINS}
    if person.year is not None:
        yield from (f"y {each} {person.year}" for each in begins)
    if person.postcode:
        yield from (f"p {each} {person.postcode}" for each in begins)
    for ones, others in combinations(forms, 2):
        yield from _together((one, other) for one in ones for other in others)
    for one, other in combinations(parts, 2):
        yield f"w {' '.join(sorted((one.consonants, other.consonants)))}"


def _together(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for one, other in pairs:
        a, b = _sound(one), _sound(other)
        yield f"n {' '.join(sorted((a[:LONGER], b[:LONGER])))}"
        yield f"n {a[:LONGER]} {b[:SHORTER]}"
        yield f"n {b[:LONGER]} {a[:SHORTER]}"


def _forms(part: Part) -> list[str]:
    """The spellings of a part, and the names that it is short for: by these a nickname and a name come together."""
    found = dict.fromkeys(tables.one_for_all(each) for each in part.spelt)
    for each in part.spelt:
        found |= dict.fromkeys(sorted(tables.names_behind(each)))
    return list(found)[:_MOST_FORMS]


def _sound(spelling: str) -> str:
    for was, now in _SOUNDS:
        spelling = spelling.replace(was, now)
    return spelling


def _dates(person: Person) -> Iterator[str]:
    if not person.born:
        return
    yield f"d {person.born.isoformat()}"
    if person.born.day <= 12:
        yield f"d {person.born.replace(month=person.born.day, day=person.born.month).isoformat()}"


def _reached(person: Person) -> Iterator[str]:
    if person.phone:
        yield f"t {person.phone[-8:]}"
