"""`lc config`: whether a process would start with these settings."""

import os
from typing import Annotated

import typer

from deploy.cli.output import Json, machine
from deploy.cli.where import LocalOption
from deploy.kafka.prepare import written
from shared.settings import CommonSettings, EvaluatorSettings, LocalSettings, WrongSettings, load

app = typer.Typer(no_args_is_help=True, help="Settings.")


@app.callback()
def _config() -> None:
    """Settings."""


@app.command(epilog="Example: lc config check; lc config check --local brimbank")
def check(
    local: LocalOption = None,
    evaluator: Annotated[bool, typer.Option("--evaluator", help="The evaluator's settings.")] = False,
    as_json: Json = False,
) -> None:
    """Read the settings as a process would, and name everything that is wrong.

    With --local, what deploy/locals/<slug>.env says counts where the environment says nothing.
    """
    if local:
        for name, value in written(local).items():
            os.environ.setdefault(name, value)
    kind: type[CommonSettings] = EvaluatorSettings if evaluator else LocalSettings
    problems: list[str] = []
    try:
        load(kind)
    except WrongSettings as wrong:
        problems = str(wrong).splitlines()
    if as_json:
        machine({"ok": not problems, "problems": problems})
    elif problems:
        typer.echo("\n".join(problems), err=True)
    else:
        typer.echo("These settings are fine.")
    raise typer.Exit(1 if problems else 0)
