"""Who Local Connections is for, rule by rule, in words a person can be told. Nobody is refused in silence. Pure."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from services.referral.eligibility.rules import Home, NearbyLocal
from shared.events.referral import AgeBand, Source

from .age import YOUNGEST, Born, band

Verdict = Literal["fits", "ask", "elsewhere"]


@dataclass(frozen=True)
class Rule:
    """One rule and how it stands for one person: it fits, we do not know yet, or something else may suit better."""

    name: str
    verdict: Verdict
    words: str


@dataclass(frozen=True)
class Whereabouts:
    """Where somebody lives as far as it was understood, seen from one Local (`here`, its slug)."""

    here: str
    has_address: bool = False
    home: Home | None = None
    near: NearbyLocal | None = None
    """The other Local whose area it is, if it surely is one's."""


def age_known(told: AgeBand | None, birth: Born | None, on: date) -> AgeBand | None:
    """The age band on the day of the referral, from what was told then and what the card says now.

    What was corrected since then counts more; a year that leaves two bands open lets what was told decide.
    """
    if birth is None:
        return told
    sure = band(birth, on)
    possible = {band(Born(birth.year, date(birth.year, *day)), on) for day in ((1, 1), (12, 31))}
    return sure or (told if told in possible else None)


def explain(age: AgeBand | None, source: Source, where: Whereabouts, has_said_why: bool, local_name: str) -> list[Rule]:
    """Every rule of eligibility and how it stands for one person: age, area, loneliness and agreement."""
    return [_age(age), _area(where, local_name), _loneliness(has_said_why), _agreement(source)]


def _age(age: AgeBand | None) -> Rule:
    name = f"{YOUNGEST} or older on the day of the referral"
    if age is None:
        return Rule(name, "ask", "We do not know their age. Ask; the year they were born is enough.")
    if age == "under-26":
        words = (
            "They are younger. A youth service is made for them: offer to make that contact with them."
            " If Local Connections is still right, accept and write why."
        )
        return Rule(name, "elsewhere", words)
    return Rule(name, "fits", "They are old enough.")


def _area(where: Whereabouts, local_name: str) -> Rule:
    name, home = f"Lives, works or spends their time around {local_name}", where.home
    if home is None and not where.has_address:
        return Rule(name, "ask", "They gave no address. Ask which suburb they call home; the suburb is enough.")
    if home is None:
        return Rule(name, "ask", "We do not know the place they wrote. Ask for the suburb and its postcode.")
    if home.local == where.here:
        return Rule(name, "fits", f"Lives in {home.words}, as we understood it.")
    if near := where.near:
        words = (
            f"Lives in {home.words}, as we understood it: the Local in {near.name} ({near.phone}) is nearer. Offer to "
            "make that contact with them. If they work or spend their time here, accept and write so."
        )
        return Rule(name, "elsewhere", words)
    lies = " and ".join(home.areas) if len(home.areas) < 3 else f"one of {len(home.areas)} council areas"
    return Rule(
        name, "ask", f"Lives in {home.words}, as we understood it, which lies in {lies}. Ask what is near them."
    )


def _loneliness(has_said_why: bool) -> Rule:
    name = "Feels lonely or isolated, or is at risk of it"
    if has_said_why:
        return Rule(name, "ask", "Read what they wrote. Their own view counts, and no score is needed.")
    return Rule(name, "ask", "They have not said. Ask gently; their own view counts, and no score is needed.")


def _agreement(source: Source) -> Rule:
    name = "Wants this themselves"
    if source == "self":
        return Rule(name, "fits", "They asked us themselves.")
    return Rule(name, "fits", "Whoever referred them says they agreed. Make sure of it in the first conversation.")
