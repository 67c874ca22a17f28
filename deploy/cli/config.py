"""`lc config`: whether a process would start with these settings, and the secrets of a new Local."""

import os
import secrets as random
from pathlib import Path
from typing import Annotated

import typer

from deploy.cli.output import Json, machine, say
from deploy.cli.where import LocalOption
from deploy.kafka.prepare import written
from deploy.local import Trouble
from services.journey import instruments
from shared import topics
from shared.settings import CommonSettings, EvaluatorSettings, LocalSettings, WrongSettings, load

app = typer.Typer(no_args_is_help=True, help="Settings.")


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
        settings = load(kind)
        if isinstance(settings, LocalSettings):
            instruments.check(settings)
    except WrongSettings as wrong:
        problems = str(wrong).splitlines()
    if as_json:
        machine({"ok": not problems, "problems": problems})
    elif problems:
        typer.echo("\n".join(problems), err=True)
    else:
        typer.echo("These settings are fine.")
    raise typer.Exit(1 if problems else 0)


@app.command(epilog="Example: lc config secrets deploy/secrets --postgres-host postgres")
def secrets(
    folder: Annotated[Path, typer.Argument(help="Where to put them; a folder that is empty or not there yet.")],
    postgres_host: Annotated[str, typer.Option(help="Where the Local's PostgreSQL is.")] = "postgres:5432",
) -> None:
    """Make every secret that a new Local needs, one file each. What is there already is never overwritten.

    The folder lets in nobody but you (mode 0700); the files can be read, because containers read them as other users.
    """
    if folder.exists() and any(folder.iterdir()):
        raise Trouble(f"{folder} is not empty. Secrets are never overwritten: name a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    made = {name: random.token_urlsafe(32) for name in ("secret", "pseudonym_key", "postgres_password")}
    for service in topics.SERVICES:
        made[f"{service}_kafka_password"] = random.token_urlsafe(32)
        role = f"lc_{service}"
        made[f"{service}_database_url"] = f"postgresql://{role}:{random.token_urlsafe(32)}@{postgres_host}/{role}"
    for name, value in made.items():
        (folder / name).write_text(value + "\n", encoding="utf-8")
    say(f"{len(made)} secrets are in {folder}. Give the Kafka passwords to whoever runs the brokers; add staff.json.")
