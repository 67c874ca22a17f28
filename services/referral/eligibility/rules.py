"""Which Local somebody's home belongs to, by locality and postcode together. What is not sure is asked. Pure."""

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from shared.kernel.local_services import local_called

ASK = "ask"
LONGEST_NAME = 5
"""Words of the longest name of a locality."""
_POSTCODE = re.compile(r"(?<!\d)(3\d{3})(?!\d)")
_AROUND = {"vic", "victoria", "australia", "near", "in"}


@dataclass(frozen=True)
class Place:
    """A locality with one of its postcodes, and the local government areas that its land lies in."""

    locality: str
    postcode: str
    areas: tuple[str, ...]

    @property
    def words(self) -> str:
        return f"{self.locality} {self.postcode}"


@dataclass(frozen=True)
class NearbyLocal:
    """A Local: its areas, and how it is called and reached."""

    slug: str
    areas: tuple[str, ...]
    phone: str

    @property
    def name(self) -> str:
        return local_called(self.slug)


class WrongPlaces(ValueError):
    """A Local's own list of places cannot be read. The message says which line, and what would be right."""


class Places:
    """Every place that is known, by its name as people write it, and the Locals there are."""

    def __init__(self, places: Iterable[Place], locals_known: Sequence[NearbyLocal]) -> None:
        self.locals = {one.slug: one for one in locals_known}
        self._named: defaultdict[str, dict[str, Place]] = defaultdict(dict)
        for place in places:
            self._named[folded(place.locality)][place.postcode] = place

    def around(self, slug: str) -> list[Place]:
        """The places that lie in a Local's areas, whole or in part."""
        areas = set(self.locals[slug].areas) if slug in self.locals else set()
        every = (one for named in self._named.values() for one in named.values())
        return sorted((one for one in every if areas & set(one.areas)), key=lambda one: one.words)

    def local_of(self, found: Iterable[Place]) -> str:
        """The slug of the Local that all of these places belong to as a whole; `ask` where that is not sure."""
        areas = {area for place in found for area in place.areas}
        whose = [slug for slug, one in self.locals.items() if areas and areas <= set(one.areas)]
        return whose[0] if len(whose) == 1 else ASK

    def named(self, locality: str, postcode: str | None = None) -> list[Place]:
        """The places of that name: with that postcode, if one is given."""
        found = self._named.get(folded(locality), {})
        return [one for code, one in sorted(found.items()) if postcode in (None, code)]

    def in_address(self, address: str) -> list[Place]:
        """The places that an address may be in: the name that stands last counts, with its postcode if one is there."""
        codes = _POSTCODE.findall(address)
        postcode = codes[-1] if codes else None
        for part in reversed(re.split(r"[\n,;]", address)):
            words = [word for word in folded(_POSTCODE.sub(" ", part)).split() if word not in _AROUND]
            for length in range(min(LONGEST_NAME, len(words)), 0, -1):
                if found := self.named(" ".join(words[-length:]), postcode):
                    return found
        return []


def folded(name: str) -> str:
    """A place's name as two people would write it alike: small letters, no marks or signs, St for Saint."""
    plain = unicodedata.normalize("NFKD", name.casefold().replace("’", "'"))
    letters = "".join(each for each in plain if not unicodedata.combining(each) and each != "'")
    words = re.sub(r"[^\w]+", " ", letters).split()
    return " ".join({"saint": "st", "mount": "mt"}.get(word, word) for word in words)


def parse(text: str) -> list[Place]:
    """Places as a file has them, a Local's own too: CSV, headed `locality,postcode,areas`, areas parted by `; `."""
    rows = list(csv.reader(text.splitlines()))
    if not rows or [cell.strip() for cell in rows[0]] != ["locality", "postcode", "areas"]:
        raise WrongPlaces("line 1: the head is locality,postcode,areas")
    found = []
    for number, row in enumerate(rows[1:], 2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != 3 or not cells[0] or not re.fullmatch(r"3\d{3}", cells[1]) or not cells[2]:
            raise WrongPlaces(f"line {number}: a locality, a postcode like 3021 and its area, with commas between")
        found.append(Place(cells[0], cells[1], tuple(area.strip() for area in cells[2].split(";") if area.strip())))
    return found


def area(suburb: str, postcode: str, known: Places) -> str:
    """Whose area a suburb with its postcode is: a Local's slug, or `ask`. Never decided by the postcode alone."""
    return known.local_of(known.named(suburb, postcode.strip()))


@dataclass(frozen=True)
class Home:
    """Where somebody lives, as far as it was understood, and whose area that is."""

    places: tuple[Place, ...]
    local: str
    """A Local's slug, or `ask`."""

    @property
    def words(self) -> str:
        """St Albans 3021; of a name with several postcodes the name alone."""
        first = self.places[0]
        return first.words if len(self.places) == 1 else first.locality

    @property
    def areas(self) -> list[str]:
        return sorted({area for place in self.places for area in place.areas})


def home(address: str | None, known: Places) -> Home | None:
    """Where an address is, as it was understood; None if no place in it is known."""
    found = known.in_address(address) if address else []
    return Home(tuple(found), known.local_of(found)) if found else None
