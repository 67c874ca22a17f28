"""Made-up people of the communities that live in Melbourne, and how a second referral writes each of them. By a seed.

Names are drawn as they are borne: few family names for many Vietnamese and Sikh people, many for the others. The
spellings here were not taken from the product's own tables.
"""

import json
import random
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from services.referral.matching.rules.person import Person

FIRST_BORN, LAST_BORN = date(1932, 1, 1), date(1999, 12, 31)
NAMES = json.loads(Path(__file__).with_name("matching_names.json").read_text("utf-8"))
COMMUNITIES: dict[str, dict[str, Any]] = NAMES["communities"]
"""Each with how many of a hundred people, family names as often as they are borne, and given names."""
SAID: dict[str, list[str]] = NAMES["said"]
"""How else a name is written or said."""
HAN: dict[str, list[str]] = NAMES["han"]
"""A character in Mandarin and in Cantonese."""
Name = tuple[str, str]
"""Given and family, as their own community writes them; Chinese ones in Han."""


@dataclass(frozen=True)
class MadeUp:
    """Somebody made up: their community, their name in two parts, and the card that their first referral made."""

    community: str
    name: Name
    person: Person


class Maker:
    """Makes people, and second referrals of them, from one stream of chance."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def someone(self) -> MadeUp:
        """Somebody new, with their first card."""
        communities = list(COMMUNITIES)
        community = self.chance.choices(communities, [COMMUNITIES[each]["people"] for each in communities])[0]
        name = (self.chance.choice(COMMUNITIES[community]["given"]), self.family(community))
        return MadeUp(community, name, self.card(community, name))

    def family(self, community: str) -> str:
        """A family name: of those that many bear, or, where there are many, one that few do."""
        if community in NAMES["rare"] and self.chance.random() < 0.6:
            stems, endings = NAMES["rare"][community]
            return str(self.chance.choice(stems) + self.chance.choice(endings))
        return str(self.chance.choice(COMMUNITIES[community]["families"]))

    def card(self, community: str, name: Name) -> Person:
        """A first card: most give a date, some a year, some neither."""
        day = FIRST_BORN + timedelta(days=self.chance.randrange((LAST_BORN - FIRST_BORN).days))
        if community in ("arabic", "vietnamese") and self.chance.random() < 0.12:
            day = day.replace(month=self.chance.choice((1, 7)), day=1)
        told = self.chance.random()
        return Person(
            name=self.written(community, name),
            year=day.year if told < 0.95 else None,
            born=day if told < 0.83 else None,
            phone=self.phone() if self.chance.random() < 0.9 else None,
            email=f"{''.join(_plain(name[0]).split())}.{self.chance.randrange(10_000)}@example.org"
            if self.chance.random() < 0.25
            else None,
            address=self.address() if self.chance.random() < 0.7 else None,
        )

    def address(self) -> str:
        """Somewhere around here."""
        street, suburb = self.chance.choice(NAMES["streets"]), self.chance.choice(NAMES["suburbs"])
        return f"{self.chance.randrange(1, 160)} {street}, {suburb}"

    def phone(self) -> str:
        """A number of nobody's."""
        return f"+614{self.chance.randrange(10_000_000, 99_999_999)}"

    def written(self, community: str, name: Name) -> str:
        """A whole name as a first referral writes it."""
        given, family = name
        if community == "vietnamese":
            middle = self.chance.choice(("Thị", "Thị", "Văn", "Văn", "Thanh", "Ngọc", "Minh"))
            return f"{family} {middle} {given}" if self.chance.random() < 0.6 else f"{given} {family}"
        if community == "chinese":
            return f"{family}{given}" if self.chance.random() < 0.4 else self.romanised(name, self.chance.randrange(2))
        return f"{given} {family}"

    def romanised(self, name: Name, way: int) -> str:
        """A Chinese name in plain letters: in Mandarin (0) or Cantonese (1), in one of the usual forms."""
        parts = [HAN[each][way] for each in name[0]]
        family = HAN[name[1]][way]
        given = self.chance.choice((" ", "", "-")).join(parts).title()
        return f"{given} {family}" if self.chance.random() < 0.5 else f"{family} {given}"

    # What a second referral may write otherwise

    def spelt_again(self, one: MadeUp) -> str:
        """The name as a second referral writes it: another spelling, script, order or form, or a slip."""
        given, family = one.name
        if one.community == "chinese":
            han = any(letter in HAN for letter in one.person.name)
            return self.romanised(one.name, self.chance.randrange(2)) if han else f"{family}{given}"
        if one.community == "vietnamese":
            plain, whole = [_plain(given), _plain(family)], _plain(one.person.name)
            return self.chance.choice((f"{plain[0]} {plain[1]}", f"{plain[1]} {plain[0]}", whole))
        given = self.chance.choice(SAID[given]) if given in SAID and self.chance.random() < 0.7 else _plain(given)
        family = self.chance.choice(SAID[family]) if family in SAID and self.chance.random() < 0.5 else _plain(family)
        ways: list[Callable[[], str]] = [
            lambda: f"{given} {family}", lambda: f"{given} {family}", lambda: f"{family} {given}",
            lambda: f"{given} {self.slip(family)}", lambda: f"{given[0]}. {family}", lambda: f"{family}, {given}",
        ]  # fmt: skip
        return self.chance.choice(ways)()

    def slip(self, word: str) -> str:
        """A slip of the hand: two letters changed over, one left out or another in its place."""
        if len(word) < 5 or not word.isascii():
            return word
        at = self.chance.randrange(1, len(word) - 1)
        return self.chance.choice(
            (
                word[:at] + word[at + 1] + word[at] + word[at + 2 :],
                word[:at] + word[at + 1 :],
                word[:at] + self.chance.choice("aeiourstn") + word[at + 1 :],
            )
        )

    def again(self, one: MadeUp) -> Person:
        """A second referral of somebody: the name often otherwise, the date sometimes, the number now and then."""
        name = self.spelt_again(one) if self.chance.random() < 0.6 else one.person.name
        if self.chance.random() < 0.05:
            name = f"{name.split()[0]} {self.family(one.community)}"  # married
        year, born = self.dated_again(one.person)
        phone = one.person.phone if self.chance.random() < 0.65 else self.phone()
        address = one.person.address if self.chance.random() < 0.6 else None
        email = one.person.email if self.chance.random() < 0.5 else None
        return Person(name, year=year, born=born, phone=phone if self.chance.random() < 0.9 else None, email=email,
                      address=address)  # fmt: skip

    def dated_again(self, person: Person) -> tuple[int | None, date | None]:
        """A date as it is written the second time: right, changed over, a digit off, the year only, or not at all."""
        born, told = person.born, self.chance.random()
        if born is None or told < 0.74:
            return person.year, born
        if told < 0.79 and born.day <= 12:
            return born.year, born.replace(day=born.month, month=born.day)
        if told < 0.84 and 10 < born.day < 19:
            other = born.replace(day=self.chance.choice((born.day - 10, born.day + 10, born.day + 1)))
            return other.year, other
        return (born.year, None) if told < 0.93 else (None, None)

    def beside(self, one: MadeUp) -> MadeUp:
        """Somebody else who may be taken for them: of one household, a twin, a child, or somebody of the same name."""
        kind = self.chance.choice(("household", "twin", "child", "namesake", "phone"))
        given, family = one.name
        other = self.chance.choice([each for each in COMMUNITIES[one.community]["given"] if each != given])
        fresh = self.someone().person
        phone, address = one.person.phone, one.person.address
        if kind == "phone":
            somebody = self.someone()
            return replace(somebody, person=replace(somebody.person, phone=phone))
        name = (given, family) if kind in ("child", "namesake") else (other, family)
        card = replace(self.card(one.community, name), phone=phone, address=address)
        if kind == "twin":
            card = replace(card, year=one.person.year, born=one.person.born)
        elif kind == "child" and one.person.year:
            card = replace(card, year=one.person.year + 27, born=None)
            if one.person.born:
                card = replace(card, born=one.person.born + timedelta(days=27 * 365 + 100), year=None)
                card = replace(card, year=card.born.year if card.born else None)
        elif kind == "namesake":
            card = replace(card, phone=fresh.phone, address=fresh.address)
        return MadeUp(one.community, name, card)


def _plain(word: str) -> str:
    """Without marks, as somebody types it in a hurry."""
    apart = unicodedata.normalize("NFKD", word.translate(str.maketrans("ĐđŁłŋʻ’", "DdLln''")))
    return "".join(each for each in apart if not unicodedata.combining(each)).replace("'", "")
