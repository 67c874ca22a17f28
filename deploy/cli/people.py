"""`lc people`: the rules by which people are recognised, on anybody's own data. Needs no settings and no database."""

from dataclasses import replace
from math import log2
from pathlib import Path
from typing import Annotated, Any, TypeAlias

import typer

from deploy.cli.json_lines import judged, object_of
from deploy.cli.output import Json
from deploy.local.trouble import CliError
from services.referral.domain import age
from services.referral.matching.rules.compare import Likeness, compare
from services.referral.matching.rules.person import Person
from services.referral.matching.rules.population import Population
from services.referral.matching.rules.rarity import Rarity
from services.referral.matching.rules.words import sentence
from shared.kernel import phones

app = typer.Typer(no_args_is_help=True, help="Who may be the same person, judged by the product's own rules.")
Id: TypeAlias = str | int
TEXTS = ("name", "preferred_name", "born", "phone", "email", "address", "language")
PERSON = 'a person is an object like {"name": "Con Pappas", "born": "1951-04-03", "phone": "0412 345 678"}'
People = Annotated[int, typer.Option("--people", min=1, help="Among how many people it is judged.")]
At = Annotated[float | None, typer.Option("--at", help="From so many bits; left out, from where people are shown.")]
Where = Annotated[
    Path,
    typer.Argument(metavar="POPULATION.jsonl", help="A person a line, each with an id.", exists=True, dir_okay=False),
]
EXAMPLE = 'Example: echo \'{"a": {"name": "Con Pappas"}, "b": {"name": "Kostas Pappas"}}\' | lc people alike'


@app.command(epilog=EXAMPLE)
def alike(people: People = 5000, as_json: Json = False) -> None:
    """How much speaks for two being one person, in bits: a line of JSON {"a": person, "b": person} in, a number out.

    With --json also whether the two would be shown, whether it is very likely, and every reason for and against.
    """

    def judge(said: dict[str, Any]) -> Any:
        one, other = _person(said.get("a"), "a."), _person(said.get("b"), "b.")
        found = replace(compare(one, other, Rarity()), doubt=log2(people))
        return _in_full(found) if as_json else round(found.bits, 2)

    judged(judge)


def _in_full(found: Likeness) -> dict[str, Any]:
    reasons = [
        {"code": each.code, "says": each.says, "bits": round(each.bits, 2), "words": sentence(each)}
        for each in found.reasons
    ]
    return {
        "bits": round(found.bits, 2), "shown": found.shown, "very_likely": found.very_likely, "reasons": reasons,
    }  # fmt: skip


@app.command(epilog='Example: echo \'{"name": "Con Pappas"}\' | lc people find population.jsonl --at 10')
def find(population: Where, at: At = None) -> None:
    """Whom of a population somebody may be: a person as a line of JSON in, [[id, bits], ...] out, likeliest first."""
    among = _population(population)

    def judge(said: dict[str, Any]) -> list[list[Any]]:
        found = among.find(_person(said, ""))
        return [[key, round(each.bits, 2)] for key, each in found if (each.shown if at is None else each.bits >= at)]

    judged(judge)


def _population(path: Path) -> Population[Id]:
    among: Population[Id] = Population()
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                _add(among, line, f"{path}, line {number}")
    return among


def _add(among: Population[Id], line: bytes, where: str) -> None:
    try:
        said = object_of(line)
        person = _person(said, "")
    except ValueError as why:
        raise CliError(f"{where}: {why}. `lc people find` reads one person a line.") from None
    key = said.get("id")
    if isinstance(key, bool) or not isinstance(key, str | int):
        raise CliError(f"{where}: id: a text or a number is needed")
    if key in among.people:
        raise CliError(f"{where}: id: {key!r} was there before")
    among.add(key, person)


def _person(said: Any, place: str) -> Person:
    """Raises ValueError, naming the field."""
    if not isinstance(said, dict):
        raise ValueError(f"{place.rstrip('.') or 'line'}: {PERSON}")
    told: dict[str, str] = {}
    for field in TEXTS:
        value = said.get(field)
        if value is not None and not isinstance(value, str):
            raise ValueError(f"{place}{field}: a text is needed, or null")
        told[field] = (value or "").strip()
    if not any(told.values()):
        raise ValueError(f"{place}name: {PERSON}")
    born = _born(told["born"], f"{place}born")
    return Person(
        name=told["name"],
        preferred_name=told["preferred_name"] or None,
        year=born.year if born else None,
        born=born.on if born else None,
        estimated=born.estimated if born else False,
        phone=_phone(told["phone"]),
        email=told["email"] or None,
        address=told["address"] or None,
    )


def _born(text: str, place: str) -> age.Born | None:
    try:
        return age.born(text) if text else None
    except ValueError:
        raise ValueError(f'{place}: "yyyy-mm-dd", "yyyy" or null') from None


def _phone(text: str) -> str | None:
    """A number as it is written; what is none, says nothing."""
    return phones.of_a_gateway(text) or phones.of_a_gateway("".join(each for each in text if each in "+0123456789"))
