"""How well people are recognised, and how fast: `python -m benchmarks.matching`, which writes docs/matching.md.

Three things are measured. FEBRL's made-up people, on which others measure themselves, with splink beside us on the very
same pairs. Made-up people of Melbourne's communities, and referrals of which every second one is about somebody who is
there. And the queries in a real database, among many people and ten times as many.
"""

import argparse
import json
import logging
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import structlog

from services.referral.domain import age
from services.referral.matching.rules.compare import SHOWN, VERY_LIKELY, Likeness
from services.referral.matching.rules.person import Person
from services.referral.matching.rules.population import Population

from . import peering
from .matching_page import write
from .matching_people import Maker
from .matching_speed import measured
from .place import ROOT

RESULTS = ROOT / "var/benchmarks/matching.json"
REFERRALS, LOCAL, SEED = 800, 5000, 7
BESIDE = 0.15
"""So many of the new ones are somebody's who may be taken for one who is there: a twin, a child, of one household."""


@dataclass(frozen=True)
class Best:
    """The best F1 on a curve, with its precision and recall."""

    f1: float
    precision: float
    recall: float


@dataclass(frozen=True)
class Referred:
    """One referral that was judged: whom it is about, if they are there, and whom it was found to be, by bits."""

    about: int | None
    found: list[tuple[int, Likeness]]


@dataclass(frozen=True)
class Point:
    """From so many bits beyond log2 of the people: recall, how many wrong ones for 100 referrals, and precision."""

    beyond: float
    recall: float
    wrong: float
    precision: float


def febrl() -> dict[str, Any]:
    """Ours and splink's on FEBRL 3 and 4, with names and date and with names and year."""
    with tempfile.TemporaryDirectory() as folder:
        asked = [peering.python("matching"), str(ROOT / "benchmarks/peers/matching_febrl.py"), folder]
        done = subprocess.run(asked, capture_output=True, text=True, check=True)
        splink = json.loads(done.stdout.splitlines()[-1])
        ours = {name: {when: asdict(ours_on(Path(folder), name, when)) for when in ("born", "year")} for name in splink}
    return {"ours": ours, "splink": splink}


def ours_on(folder: Path, name: str, when: str) -> Best:
    """Our best F1 on one of FEBRL's sets."""
    lines = [json.loads(line) for line in (folder / f"{name}.jsonl").read_text().splitlines()]
    links = {frozenset(pair) for pair in json.loads((folder / f"{name}-links.json").read_text())}
    side = {line["id"]: line["side"] for line in lines}
    linked = len(set(side.values())) > 1
    population = Population.of((line["id"], _person(line, when)) for line in lines)
    bits: dict[frozenset[str], float] = {}
    for key, person in population.people.items():
        for other, found in population.find(person):
            if other != key and not (linked and side[other] == side[key]):
                bits[frozenset((key, other))] = found.bits
    return best(sorted(bits, key=lambda pair: -bits[pair]), links)


def _person(line: dict[str, Any], when: str) -> Person:
    told = age.born(line["born"]) if line["born"] else None
    year = told.year if told else None
    return Person(line["name"], year=year, born=told.on if told and when == "born" else None)


def best(pairs: list[frozenset[str]], links: set[frozenset[str]]) -> Best:
    """The best F1 of a list of pairs, the likeliest first."""
    right, found = 0, Best(0, 0, 0)
    for number, pair in enumerate(pairs, 1):
        right += pair in links
        if (f1 := 2 * right / (number + len(links))) > found.f1:
            found = Best(f1, right / number, right / len(links))
    return found


def referred(seed: int) -> list[Referred]:
    """Referrals into a Local, one after the other, each judged against all who are there."""
    maker = Maker(seed)
    people = [maker.someone() for _ in range(LOCAL)]
    people += [maker.beside(one) for one in people[: LOCAL // 12]]
    population = Population.of(enumerate(each.person for each in people))
    judged = []
    for number in range(REFERRALS):
        about = maker.chance.randrange(LOCAL)
        if number % 2:
            judged.append(Referred(about, population.find(maker.again(people[about]))))
        elif maker.chance.random() < BESIDE:
            judged.append(Referred(None, population.find(maker.beside(people[about]).person)))
        else:
            judged.append(Referred(None, population.find(maker.someone().person)))
    return judged


def curve(judged: list[Referred]) -> list[Point]:
    """Recall against wrong ones, from threshold to threshold."""
    return [_point(judged, beyond / 2) for beyond in range(-4, 29)]


def _point(judged: list[Referred], beyond: float) -> Point:
    shown = [(each.about, key) for each in judged for key, found in each.found if found.bits >= found.doubt + beyond]
    right = sum(about == key for about, key in shown)
    known = sum(each.about is not None for each in judged)
    wrong = len(shown) - right
    return Point(beyond, right / known, 100 * wrong / len(judged), right / len(shown) if shown else 1.0)


def first_of(judged: list[Referred]) -> float:
    """In how many of the known ones the right one stands first."""
    known = [each for each in judged if each.about is not None]
    return sum(bool(each.found) and each.found[0][0] == each.about for each in known) / len(known)


def main() -> None:
    """Measure, keep the figures as JSON, and write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.matching", description=__doc__)
    parser.add_argument("--sizes", default="50000,500000", help="people in the database, with a comma between")
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    judged = referred(SEED)
    points = curve(judged)
    found = {
        "febrl": febrl(),
        "curve": [asdict(each) for each in points],
        "shown": asdict(_point(judged, SHOWN)),
        "very_likely": asdict(_point(judged, VERY_LIKELY)),
        "first": first_of(judged),
        "queries": [asdict(each) for each in measured(sizes)],
    }
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps(found, indent=1))
    write(found)
    print(f"{RESULTS.relative_to(ROOT)} and docs/matching.md", file=sys.stderr)


if __name__ == "__main__":
    main()
