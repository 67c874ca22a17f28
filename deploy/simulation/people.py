"""Invented people: who they are, how they can be reached, and what they are like. The same seed, the same people."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from typing import Any, Literal
from unicodedata import combining, normalize
from uuid import NAMESPACE_URL, UUID, uuid5

from deploy.simulation import names, phones, words
from deploy.simulation.locals import PROFILES, Profile
from deploy.simulation.steps import File

FIRST_YEAR = 2026
_NO_MARK = str.maketrans({"đ": "d", "ł": "l", "ı": "i", "ħ": "h", "ß": "ss"})
Source = Literal[
    "self",
    "gp",
    "internal_local_service",
    "carer_family_supporter",
    "proactive_in_reach",
    "community_organisation",
    "other_health",
]
SOURCES: tuple[tuple[Source, int], ...] = (
    ("self", 34),
    ("gp", 20),
    ("internal_local_service", 16),
    ("carer_family_supporter", 12),
    ("community_organisation", 9),
    ("proactive_in_reach", 5),
    ("other_health", 4),
)
ContactBy = Literal["sms", "email", "call", "drop_in"]
Fate = Literal["accepted", "under_26", "duplicate", "declined", "still_waiting"]


@dataclass(frozen=True)
class Character:
    """What nobody can see of somebody: how lonely they are, and how they take invitations and questions."""

    loneliness: float
    """Latent, on the scale of UCLA-3 (3 hardly ever, 9 often), before any support."""
    gain: float
    """Share of the Local's effect that this person has: 1 as the mean, below 0 they get worse."""
    leaning: tuple[float, float, float]
    """How much each of the three questions speaks to them."""
    take_up: float
    answering: float
    """How likely they are to answer when asked, 0 to 1."""
    skipping: float


@dataclass(frozen=True)
class Origin:
    """Where somebody lived before: who they were there, and what they agreed to take along."""

    person: "SimulatedPerson"
    file: File | None
    """None: they would rather begin anew."""
    goals: int
    """So many of theirs were in progress there."""


@dataclass(frozen=True)
class SimulatedPerson:
    """One referral's person. `number` counts from 0 within the Local, in the order of the referrals."""

    seed: int
    local: str
    number: int
    name: names.Name
    age: int
    pronouns: str
    phone: str
    email: str
    address: str
    contact_by: ContactBy
    safe_to_contact: Literal["safe", "not_safe", "unknown"]
    hours: tuple[int, int]
    source: Source
    referred_on: int
    """Day of the simulation, from 0."""
    fate: Fate
    marker: str
    character: Character = field(repr=False)
    same_as: int | None = None
    """The number of the person this is a second referral of."""
    came_from: Origin | None = field(default=None, repr=False)
    """At which Local they were before they moved here, if they were at one."""

    @property
    def year_of_birth(self) -> int:
        return FIRST_YEAR - self.age

    @property
    def born(self) -> str:
        """As they told it: the day, or just the year."""
        if self.came_from:
            return self.came_from.person.born
        random = self.random("born")
        day = date(self.year_of_birth, random.randrange(1, 13), random.randrange(1, 29))
        return day.isoformat() if random.random() < 0.6 else str(self.year_of_birth)

    @property
    def called(self) -> str:
        return self.name.preferred or self.name.full

    @property
    def language(self) -> str:
        """What they say they like to use; some like short sentences."""
        if self.came_from:
            return self.came_from.person.language
        return "Easy English" if self.name.language == "English" and self.number % 19 == 7 else self.name.language

    @property
    def may_be_messaged(self) -> bool:
        return self.safe_to_contact == "safe" and self.contact_by in ("sms", "email")

    @property
    def mailbox_full_from(self) -> int | None:
        """The day from which letters to them come back, for a few."""
        random = self.random("mailbox")
        return self.referred_on + random.randrange(10, 100) if random.random() < 0.2 else None

    def id(self, what: str) -> UUID:
        """The id of a thing of theirs: the same in every run with this seed."""
        return made_id(self.seed, self.local, self.number, what)

    @property
    def referral_id(self) -> UUID:
        return self.id("referral")

    @property
    def participant_id(self) -> UUID:
        return uuid5(self.referral_id, "participant")

    @property
    def journey_id(self) -> UUID:
        return uuid5(self.referral_id, "journey")

    def random(self, what: str) -> Random:
        """Chance of their own: what one person does never changes another's luck."""
        return Random(f"{self.seed}/{self.local}/{self.number}/{what}")

    def says(self, what: str, phrases: tuple[str, ...]) -> str:
        return words.said(self.random(f"says {what}"), phrases, self.marker)

    def personal(self) -> set[str]:
        """Every string that tells who this is, as it is typed and as it may be kept."""
        found = {self.name.full, self.phone, phones.as_written(self.phone), self.email, self.address, self.marker}
        before = self.came_from.person.personal() if self.came_from else set()
        return (found | before) - {""}


def made_id(*parts: object) -> UUID:
    """An id derived from these parts: the same in every run."""
    return uuid5(NAMESPACE_URL, "urn:simulation:" + "/".join(map(str, parts)))


def live_in(seed: int, slug: str, count: int, days: int) -> list[SimulatedPerson]:
    """The people of one Local, in the order in which they are referred: most in the first weeks, nobody in the last."""
    profile, random = PROFILES[slug], Random(f"{seed}/{slug}/people")
    on = sorted(int(days * 0.6 * random.random() ** 1.4) for _ in range(count))
    fates = _fates(random, count)
    mobile = iter(random.sample(phones.MOBILES, len(phones.MOBILES)))
    people: list[SimulatedPerson] = []
    for number in range(count):
        before = [person for person in people if person.fate == "accepted" and person.referred_on < on[number]]
        if fates[number] == "duplicate" and before:
            people.append(_again(random.choice(before), seed, number, on[number]))
        else:
            fate: Fate = "accepted" if fates[number] == "duplicate" else fates[number]
            people.append(_somebody(seed, profile, number, on[number], fate, mobile))
    return people


def _fates(random: Random, count: int) -> list[Fate]:
    """One in twenty is too young, one in thirty is here twice, one in twelve is declined or waits on."""
    often: dict[Fate, int] = {
        "under_26": max(1, count // 20),
        "duplicate": max(1, count // 30),
        "declined": max(1, count // 14),
        "still_waiting": count // 25,
    }
    odd: list[Fate] = [fate for fate, times in often.items() for _ in range(times)]
    fates: list[Fate] = odd + ["accepted"] * (count - len(odd)) if count >= 2 * len(odd) else ["accepted"] * count
    random.shuffle(fates)
    return fates


def _somebody(seed: int, profile: Profile, number: int, on: int, fate: Fate, mobile: Iterator[str]) -> SimulatedPerson:
    random = Random(f"{seed}/{profile.slug}/{number}/who")
    called = names.name(random, random.choice(profile.cultures))
    marker = f"{words.marker(random)}{number}"
    town = random.choice(profile.towns)
    phone, contact_by = _reached(random, number, mobile)
    return SimulatedPerson(
        seed=seed,
        local=profile.slug,
        number=number,
        name=called,
        age=_age(random, fate),
        pronouns=random.choice(("she/her", "he/him", "she/her", "he/him", "they/them", "")),
        phone=phone,
        email=f"{_plain(called.full)}.{marker.lower()}@example.org",
        address=_address(random, marker, town),
        contact_by=contact_by,
        safe_to_contact="not_safe" if random.random() < 0.05 else "safe",
        hours=(9, 18) if random.random() < 0.2 else (8, 20),
        source=random.choices([name for name, _ in SOURCES], [weight for _, weight in SOURCES])[0],
        referred_on=on,
        fate=fate,
        marker=marker,
        character=_character(random, profile),
    )


def _again(person: SimulatedPerson, seed: int, number: int, on: int) -> SimulatedPerson:
    """The same person refers themself a second time: same name, year and telephone, another referral."""
    kept = {name: value for name, value in vars(person).items() if name not in ("seed", "number", "source")}
    changed = {"referred_on": on, "fate": "duplicate", "same_as": person.number}
    return SimulatedPerson(seed=seed, number=number, source="self", **(kept | changed))


def moved_here(before: Origin, slug: str, number: int, on: int) -> SimulatedPerson:
    """The same person as they arrive at another Local on that day, with a new address and a new number.

    Who moves is as lonely as before there was any support, and a new person for whoever counts.
    """
    person, random = before.person, Random(f"{before.person.seed}/{slug}/{number}/moved here")
    mailbox, _, host = person.email.partition("@")
    changed: dict[str, Any] = {
        "local": slug,
        "number": number,
        "phone": phones.landline(number),
        "email": f"{mailbox}.{number}@{host}",
        "address": _address(random, person.marker, random.choice(PROFILES[slug].towns)),
        "contact_by": "email" if person.contact_by == "sms" else person.contact_by,
        "source": "other_health" if before.file and random.random() < 0.5 else "self",
        "referred_on": on,
        "fate": "accepted",
        "same_as": None,
        "came_from": before,
    }
    return replace(person, **changed)


def _address(random: Random, marker: str, town: tuple[str, str]) -> str:
    street = f"{random.randrange(1, 180)} {marker} {random.choice(('Street', 'Road', 'Court'))}"
    return f"{street}, {town[0]} {town[1]}"


def _age(random: Random, fate: Fate) -> int:
    if fate == "under_26":
        return random.randrange(18, 25)  # 25 could turn 26 before the half year is over
    return min(95, max(27, int(random.triangular(27, 95, 68))))


def _reached(random: Random, number: int, mobile: Iterator[str]) -> tuple[str, ContactBy]:
    ways: tuple[ContactBy, ...] = ("sms", "email", "call", "drop_in")
    by = random.choices(ways, (45, 30, 18, 7))[0]
    phone = next(mobile, None) if by == "sms" else None
    if by == "sms" and phone is None:
        by = "email"  # every number kept for fiction is taken at this Local
    return phone or phones.landline(number), by


def _character(random: Random, profile: Profile) -> Character:
    return Character(
        loneliness=min(9.0, max(3.5, random.gauss(7.0, 1.1))),
        gain=random.gauss(1.0, 0.8),
        leaning=(random.gauss(0, 0.25), random.gauss(0, 0.25), random.gauss(0, 0.25)),
        take_up=min(1.0, max(0.0, random.gauss(profile.take_up, 0.2))),
        answering=random.betavariate(7, 2),
        skipping=0.3 if random.random() < 0.06 else 0.01,
    )


def _plain(text: str) -> str:
    """A name as an e-mail address has it."""
    letters = normalize("NFKD", text.lower().translate(_NO_MARK))
    plain = "".join("" if combining(letter) else letter for letter in letters)
    return re.sub(r"[^a-z0-9]+", ".", plain).strip(".")
