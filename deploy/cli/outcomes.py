"""`lc outcomes`: the evaluator's projection."""

import asyncio
import csv
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import asyncpg
import typer
from rich.console import Console
from rich.progress import Progress

from deploy.cli.in_words import asking
from deploy.cli.inside import DATABASE, OUTCOMES, inside
from deploy.cli.output import Json, machine, say, table, writable
from deploy.cli.where import evaluator_settings
from deploy.local.trouble import CliError
from services.evaluation.outcomes.consume.rebuild import Rebuilt, rebuild
from services.evaluation.outcomes.settings import EvaluatorSettings
from services.evaluation.outcomes.site.answer import Report, answer
from services.evaluation.outcomes.site.api import COLUMNS, csv_rows, export
from services.evaluation.outcomes.site.status import ProjectionStatus, go_on, standing
from services.evaluation.outcomes.site.store import facts
from services.evaluation.outcomes.statistics.instruments import known_in
from services.evaluation.outcomes.statistics.plain_file import InvalidFile, analyse_file
from shared.kernel.counts import counted
from shared.kernel.refusal import Refused
from shared.messaging.dead_letters import Aside

Because = Annotated[str, typer.Option("--because", help="Why they are gone. Nothing about a person.")]
Folder = Annotated[
    Path | None,
    typer.Option(
        "--folder", envvar="LC_INSTRUMENTS", help="Data files of further instruments.", exists=True, file_okay=False
    ),
]
By = Annotated[str, typer.Option("--by", help="Who says so: your name.")]
NEEDS_OWNER = "A rebuild makes tables, and only their owner may: give LC_OWNER_URL, the same database as its owner."
app = typer.Typer(
    no_args_is_help=True, help="The evaluator's projection: how it stands, is it right, what does it say."
)


@app.command("rebuild")
def rebuild_command(
    replace: Annotated[bool, typer.Option("--replace", help="Put the rebuilt tables in the live ones' place.")] = False,
    as_json: Json = False,
) -> None:
    """Rebuild everything from the first record and compare it with the live projection.

    Example: lc outcomes rebuild
    """
    settings = evaluator_settings(owner=True)
    found = asyncio.run(_rebuild(settings, replace))
    if as_json:
        machine(asdict(found) | {"identical": found.identical})
    else:
        typer.echo(verdict(found))
    if not found.identical and not found.replaced:
        raise typer.Exit(1)


async def _rebuild(settings: EvaluatorSettings, replace: bool) -> Rebuilt:
    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("Rebuilding", total=None)
        with asking(DATABASE):
            try:
                return await rebuild(
                    settings, replace=replace, tell=lambda done, of: bar.update(task, completed=done, total=of)
                )
            except asyncpg.InsufficientPrivilegeError:
                raise CliError(NEEDS_OWNER) from None


def verdict(found: Rebuilt) -> str:
    """Whether a rebuilt projection is identical to the live one, in a sentence or two."""
    read = f"Rebuilt from {counted(found.records, 'record')}: "
    if found.identical:
        said = "identical to the live projection."
    elif found.behind:
        said = f"the live projection has not counted {found.behind:,} of them yet. Is `lc serve outcomes` running?"
    else:
        rows = ", ".join(f"{counted(count, 'row')} of {name}" for name, count in found.differences.items())
        said = f"it differs from the live projection in {rows}. `lc outcomes rebuild --replace` puts it in its place."
    return read + said + (" The rebuilt tables are live now." if found.replaced else "")


@app.command()
def status(as_json: Json = False) -> None:
    """How far each log has been counted, and what could not be read.

    Example: lc outcomes status
    """
    settings = evaluator_settings()
    with asking(DATABASE):
        found = asyncio.run(standing(settings))
    if as_json:
        machine(found.as_json())
        return
    _show(found)


def _show(found: ProjectionStatus) -> None:
    rows = [(one.log, one.reached, one.end if one.end is not None else "?", one.lag()) for one in found.logs]
    table(("Log", "Counted up to", "Ends at", "Waiting"), rows, "No log has been counted yet.")
    typer.echo("")
    table(("Table", "Rows"), list(found.rows.items()), "")
    for reason, count in found.parked.items():
        say(f"{count} could not be read: {reason}")
    for local, trouble in found.troubles.items():
        say(f"{local} cannot be reached: {trouble}")
    for gone in found.gone:
        why = gone.why() if gone.anew else f"{gone}: deleted before counting"
        say(f"{why}. It stands still there. To go on without: `lc outcomes go-on`.")
    for one in found.went_on:
        say(f"{one.lost}: {one.by} went on without, {one.at:%Y-%m-%d}: {one.because}")


@app.command(
    "go-on", epilog='Example: lc outcomes go-on --because "Retention was set wrong, told to all" --by "Sam Lee"'
)
def go_on_command(because: Because, by: By) -> None:
    """Go on without records that were deleted before they were counted. The reason is kept, and shown by `status`.

    Nothing brings them back: the figures are without them from then on, and `lc outcomes rebuild` is refused.
    A log that was made anew is counted from its beginning; what was counted of the old one stands until a rebuild.
    """
    try:
        settings = evaluator_settings()
        with asking(DATABASE):
            gone, troubles = asyncio.run(go_on(settings, Aside(by, because, datetime.now(UTC))))
    except Refused as refused:
        raise CliError(refused.why) from None
    for one in gone:
        say(f"It goes on without {one}.")
    for local, trouble in troubles.items():
        say(f"Whether anything is gone at {local} is not known: {trouble}")
    if not gone and not troubles:
        say("Nothing is gone that was not counted.")
    raise typer.Exit(1 if troubles else 0)


@app.command("export")
def export_command(
    form: Annotated[Literal["csv", "json"], typer.Option("--format", help="csv or json")] = "json",
    out: Annotated[
        Path | None, typer.Option("--out", callback=writable, help="A file; the screen if left out.")
    ] = None,
) -> None:
    """Every figure of every instrument and occasion; breakdowns suppressed as on the pages.

    Example: lc outcomes export --format csv --out figures.csv
    """
    found, at = asyncio.run(_answer(evaluator_settings()))
    if out is None:
        _write(sys.stdout, form, found, at)
        return
    with out.open("w", encoding="utf-8", newline="") as file:
        _write(file, form, found, at)
    say(f"Written to {out}.")


def _write(stream: Any, form: str, found: Report, at: str) -> None:
    if form == "csv":
        writer = csv.writer(stream)
        writer.writerow(COLUMNS)
        writer.writerows(csv_rows(found))
    else:
        json.dump(export(found, at), stream, indent=2, ensure_ascii=False)
        stream.write("\n")


@app.command("analyse")
def analyse_command(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A CSV of measurements.")],
    out: Annotated[
        Path | None, typer.Option("--json", callback=writable, help="Where to write; the screen if left out.")
    ] = None,
    folder: Folder = None,
) -> None:
    """Every figure from a plain file, unrounded: no database and no Kafka are asked.

    A file that is not as it should be is refused as a whole (status 2), with its line and column.

    Example: lc outcomes analyse measurements.csv --json figures.json
    """
    try:
        found = analyse_file(file.read_bytes(), folder)
    except InvalidFile as problem:
        say(str(problem))
        raise typer.Exit(2) from None
    text = json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    if out is None:
        typer.echo(text, nl=False)
        return
    out.write_text(text, encoding="utf-8")


async def _answer(settings: EvaluatorSettings) -> tuple[Report, str]:
    async with inside(settings, OUTCOMES) as here, here.db.snapshot() as tx:
        at = await tx.fetchval("SELECT now()")
        return answer(await facts(tx), known_in(settings.instruments)), at.isoformat()
