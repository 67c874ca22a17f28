"""`lc docs`: the pages that are made of the code."""

import typer

from deploy import reference
from deploy.cli.output import Json, machine, say
from shared.kernel.counts import counted

app = typer.Typer(no_args_is_help=True, help="The pages of settings, topics and metrics, made of the code.")


@app.command(epilog="Example: lc docs export")
def export(as_json: Json = False) -> None:
    """Write docs/settings.md, docs/topics.md and docs/metrics.md as the code says."""
    changed = [f"docs/{path.name}" for path in reference.export()]
    if as_json:
        machine({"changed": changed})
        return
    for path in changed:
        typer.echo(path)
    say(f"{counted(len(changed), 'page')} written." if changed else "Every page is as the code says.")


@app.command(epilog="Example: lc docs check")
def check(as_json: Json = False) -> None:
    """Status 1 if a page is not what the code says, or a setting or a topic has no sentence."""
    problems = reference.check()
    if as_json:
        machine({"ok": not problems, "problems": problems})
    elif problems:
        typer.echo("\n".join(problems), err=True)
    else:
        typer.echo("Every page is as the code says.")
    raise typer.Exit(1 if problems else 0)
