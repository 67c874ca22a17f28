"""`lc measures`: the instruments, and what they make of answers. Needs no settings, no database and no network."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from deploy.cli.output import Json, machine, table
from deploy.local.trouble import CliError
from services.journey.measures.rules import scoring
from shared.kernel.refusal import Refused
from shared.rules.instruments import FOLDER, Library
from shared.rules.instruments.definition import Instrument

app = typer.Typer(no_args_is_help=True, help="Instruments: what they ask, where they come from, how they are scored.")
Folder = Annotated[
    Path | None,
    typer.Option("--folder", envvar="LC_INSTRUMENTS", help="A Local's own data files.", exists=True, file_okay=False),
]
Name = Annotated[str, typer.Argument(help="ucla-3 is its latest version, ucla-3@1 that one.", show_default=False)]
Version = Annotated[str | None, typer.Option("--version", help="An earlier version, for example 1.")]


@app.command("list", epilog="Example: lc measures list --json")
def list_command(folder: Folder = None, as_json: Json = False) -> None:
    """Every instrument that is here, in its latest version."""
    library = _library(folder)
    found = [library.get(code) for code in library.codes]
    if as_json:
        machine([_short(one, library) for one in found])
        return
    rows = [(one.code, one.version, one.full_name, len(one.items) or "-", _range(one), _asked(one)) for one in found]
    table(("Code", "Version", "Name", "Items", "Scores", "Asked"), rows, "No instrument is here.")


@app.command(epilog="Example: lc measures show djg-6")
def show(name: Name, version: Version = None, folder: Folder = None, as_json: Json = False) -> None:
    """Everything about one instrument: its questions, scoring, bands, source, licence and limits."""
    library = _library(folder)
    one = _find(library, name, version)
    if as_json:
        versions = [each.version for each in library.versions(one.code)]
        machine(one.model_dump(mode="json") | {"versions": versions, "asked": one.asks})
        return
    typer.echo(f"{one.full_name} ({one.id})\n{one.citation}\n{one.licence}\n{one.permission_note}\n")
    rows = [(item.code, item.text or "(needs permission)", _answers(one, item), _notes(item)) for item in one.order]
    table(("Item", "Question", "Answers", ""), rows, "Its items are the person's own goals: a level and a weight each.")
    typer.echo("")
    bands = [(f"{band.low} to {band.high}", band.name) for band in one.bands]
    table(("Scores", "Band"), bands, f"Scores: {_range(one)}. No bands.")
    typer.echo(f"\n{one.bands_provenance}\nSkipped items: {one.missing.provenance}\nChange: {one.change.provenance}")
    typer.echo(f"Limits: {one.limits}")


@app.command(
    epilog="Examples: lc measures score ucla-3 --answers '[2,3,null]' --json · "
    'lc measures score djg-6 --answers \'{"E1": "yes", "S1": "no"}\' · '
    'lc measures score gas-t --answers \'[{"level": 1, "weight": 6}]\''
)
def score(
    name: Name,
    answers: Annotated[
        str, typer.Option("--answers", help="JSON: a list in item order (null is skipped), or an object by item.")
    ],
    version: Version = None,
    folder: Folder = None,
    as_json: Json = False,
) -> None:
    """The score of some answers, its band and parts. A wrong answer is refused by its item (status 1)."""
    one = _find(_library(folder), name, version)
    found = scoring.score(one, _read(answers))
    if as_json:
        said = {"score": found.score, "band": found.band, "subscales": found.subscales}
        machine(said | {"missing_reason": found.missing_reason, "instrument": one.code, "version": one.version})
        return
    told = "No score: something was skipped." if found.score is None else f"{found.score:g}"
    typer.echo(told + (f", {found.band}" if found.band else ""))
    for part in one.parts:
        value = found.subscales[part.code]
        typer.echo(f"{part.title}: {'no score' if value is None else value}")


def _library(folder: Path | None) -> Library:
    return Library(FOLDER, *([folder] if folder else []))


def _find(library: Library, name: str, version: str | None) -> Instrument:
    wanted = f"{name}@{version}" if version else name
    try:
        return library.get(wanted)
    except KeyError:
        raise CliError(f"There is no instrument {wanted[:60]}. There are {', '.join(library.codes)}.") from None


def _read(answers: str) -> Any:
    try:
        return json.loads(answers, object_pairs_hook=_once)
    except (ValueError, RecursionError):
        raise typer.BadParameter("give JSON: a list, or an object by item", param_hint="--answers") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise Refused(f"Item {name[:40]} stands there twice.")
        found[name] = value
    return found


def _short(one: Instrument, library: Library) -> dict[str, Any]:
    return {
        "code": one.code,
        "version": one.version,
        "versions": [each.version for each in library.versions(one.code)],
        "name": one.full_name,
        "language": one.language,
        "items": [item.code for item in one.items],
        "low": one.range.low if one.range else None,
        "high": one.range.high if one.range else None,
        "better": one.direction.better,
        "permission": one.permission,
        "group_only": one.group_only,
        "asked": one.asks,
    }


def _range(one: Instrument) -> str:
    return f"{one.range.low} to {one.range.high}" if one.range else "no sum"


def _asked(one: Instrument) -> str:
    if one.permission == "permission_required":
        return "needs permission"
    return "groups only" if one.group_only else "yes"


def _answers(one: Instrument, item: Any) -> str:
    return ", ".join(f"{option.code} {option.text}" for option in one.options(item))


def _notes(item: Any) -> str:
    return "; ".join([*(["reversed"] if item.reverse else []), *([item.part] if item.part else [])])
