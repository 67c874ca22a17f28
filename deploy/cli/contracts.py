"""`lc contracts`: the published language, as files others build on."""

import typer

from deploy.cli.output import Json, machine, say
from shared.events import contracts
from shared.kernel.counts import counted

app = typer.Typer(no_args_is_help=True, help="JSON Schemas and AsyncAPI of every event.")


@app.command(epilog="Example: lc contracts export")
def export(as_json: Json = False) -> None:
    """Write the schemas and AsyncAPI from the code; refuse a change that would break a reader."""
    changed = [str(path) for path in contracts.export()]
    if as_json:
        machine({"changed": changed})
        return
    for path in changed:
        typer.echo(path)
    say(f"{counted(len(changed), 'file')} written." if changed else "Everything is as the code says.")


@app.command(epilog="Example: lc contracts check")
def check(as_json: Json = False) -> None:
    """Status 1 if a published event has changed in a way that breaks readers, or a file is not what the code says."""
    problems = contracts.check()
    if as_json:
        machine({"ok": not problems, "problems": problems})
    elif problems:
        typer.echo("\n".join(problems), err=True)
    else:
        typer.echo("The contracts hold.")
    raise typer.Exit(1 if problems else 0)
