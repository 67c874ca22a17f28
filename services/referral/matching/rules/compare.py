"""Are these two one person? What speaks for it and against, in bits: a person looks before anything is joined. Pure."""

from dataclasses import dataclass
from math import log2
from typing import Literal

from rapidfuzz.distance import OSA

from . import dates, pairing, tables
from .pairing import Pairing
from .person import Person
from .rarity import Rarity, email_key, phone_key

PHONE, PHONE_SLIP, PHONES_DIFFER, EMAIL, GENERIC_EMAIL = 9.0, 3.0, -1.5, 9.0, 2.0
LESS_A_DOUBLING, SHARED_BY_TOO_MANY = 2.5, 12
HOUSEHOLD = 1.0
DOORSTEP, POSTCODE = 4.0, 1.0
TWINS, NEITHER_FITS = -3.0, -4.0
SHOWN, VERY_LIKELY = 2.5, 9.0
"""Bits beyond log2 of how many people there are (see the curve in docs/matching.md)."""

Says = Literal["for", "against"]


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for or against: a code, what it is about, and in bits how much. See `words.py`."""

    code: str
    bits: float
    about: tuple[str, ...] = ()
    one_in: int | None = None

    @property
    def says(self) -> Says:
        return "against" if self.bits < 0 or self.code in WARN else "for"


WARN = frozenset(("twins", "father_and_son", "household", "phone_of_many", "email_of_many"))
"""What has to be looked at however much else speaks for it."""
GENERATIONS = frozenset(("father_and_son", "date_another_generation"))
DOES_NOT_FIT = frozenset(("names_differ", "part_differs", "father_and_son", "date_another_generation", "date_differs"))


@dataclass(frozen=True)
class Likeness:
    """What two people have in common, and what not; `bits` is all of it together, `doubt` how many people there are."""

    bits: float
    reasons: tuple[Reason, ...]
    doubt: float

    @property
    def shown(self) -> bool:
        """Whether it is worth somebody's look."""
        return self.bits >= self.doubt + SHOWN

    @property
    def fits(self) -> bool:
        """Whether nothing in the names speaks against, for whoever looks somebody up."""
        codes = {each.code for each in self.reasons}
        return self.shown or (self.bits > 0 and not codes & DOES_NOT_FIT)

    @property
    def very_likely(self) -> bool:
        """Whether they are one person in 98 of a hundred such cases. Nothing is ever joined by itself."""
        return self.bits >= self.doubt + VERY_LIKELY and not any(each.code in WARN for each in self.reasons)


def compare(one: Person, other: Person, rarity: Rarity) -> Likeness:
    """What speaks for the two being one person, and what against. The same whichever of them comes first."""
    if _order(other) < _order(one):
        one, other = other, one
    names = pairing.pair(one.read, other.read, rarity)
    reasons = [*_names(names, rarity), *_dates(one, other, names)]
    two = _another_given(names) or any(each.code in GENERATIONS for each in reasons)
    reasons += _reached(one, other, rarity, two_people=two)
    if _twins(names, reasons):
        reasons.append(Reason("twins", TWINS))
    return Likeness(sum(each.bits for each in reasons), tuple(reasons), rarity.doubt)


def _order(person: Person) -> tuple[str, ...]:
    return (person.name, person.preferred_name or "", str(person.born), person.phone or "", person.email or "")


def _names(names: Pairing, rarity: Rarity) -> list[Reason]:
    found = [
        Reason(f"name_{pair.alike.level}", pair.bits, (pair.alike.one, pair.alike.other),
               round(min(rarity.one_in(pair.alike.one), rarity.one_in(pair.alike.other))))
        for pair in names.pairs
    ]  # fmt: skip
    left = (" ".join(part.said for part in names.left), " ".join(part.said for part in names.left_other))
    return [*found, *(Reason(code, bits, left) for code, bits in names.against)]


def _another_given(names: Pairing) -> bool:
    """Whether two share no more than a family name: another family name beside one given name is rather a marriage."""
    if not names.left or not names.left_other:
        return False
    return not any(tables.is_given(pair.alike.one) or tables.is_given(pair.alike.other) for pair in names.pairs)


def _dates(one: Person, other: Person, names: Pairing) -> list[Reason]:
    code, bits = dates.compare(one, other)
    if not code:
        return []
    apart = str(abs((one.year or 0) - (other.year or 0)))
    if code == "date_another_generation" and names.pairs and not names.left:
        return [Reason("father_and_son", bits, (apart,))]
    found = [Reason(code, bits, (apart,))]
    if code in dates.NOT_QUITE and names.left and names.left_other:
        found.append(Reason("neither_fits", NEITHER_FITS))
    return found


def _reached(one: Person, other: Person, rarity: Rarity, *, two_people: bool) -> list[Reason]:
    found = [_phone(one, other, rarity, two_people), _email(one, other, rarity, two_people), _place(one, other)]
    return [each for each in found if each]


def _phone(one: Person, other: Person, rarity: Rarity, two_people: bool) -> Reason | None:
    if not one.phone or not other.phone:
        return None
    if one.phone == other.phone:
        return _shared("phone", PHONE, rarity.sharing(phone_key(one.phone)), two_people)
    if OSA.distance(one.phone, other.phone, score_cutoff=1) <= 1:
        return Reason("phone_slip", PHONE_SLIP)
    return Reason("phones_differ", PHONES_DIFFER)


def _email(one: Person, other: Person, rarity: Rarity, two_people: bool) -> Reason | None:
    if not one.mailbox or one.mailbox != other.mailbox:
        return None
    most = GENERIC_EMAIL if one.has_generic_mailbox else EMAIL
    return _shared("email", most, rarity.sharing(email_key(one.mailbox)), two_people)


def _shared(what: str, most: float, people: int, two_people: bool) -> Reason:
    """A number or an address that both have: the more people have it, the less it says, and little in a household."""
    if two_people:
        return Reason("household", min(most, HOUSEHOLD), (what,))
    if people >= SHARED_BY_TOO_MANY:
        return Reason(f"{what}_of_many", 0.0, (str(people),))
    bits = max(0.0, most - LESS_A_DOUBLING * log2(people / 2))
    return Reason(f"{what}_same", bits, (str(people),))


def _place(one: Person, other: Person) -> Reason | None:
    if one.doorstep and one.doorstep == other.doorstep:
        return Reason("address_same", DOORSTEP)
    if one.postcode and one.postcode == other.postcode:
        return Reason("postcode_same", POSTCODE)
    return None


def _twins(names: Pairing, reasons: list[Reason]) -> bool:
    """The same day, and a family name, a number or a doorstep in common, but another given name: or a slip in it."""
    codes = {each.code for each in reasons}
    if not codes & {"date_same", "date_same_guess"} or not names.pairs:
        return False
    return _another_given(names) and bool(codes & {"household", "address_same"})
