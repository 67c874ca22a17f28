"""`lc config`: whether a process would start with these settings, and the secrets of a new Local."""

import asyncio
import os
import secrets as random
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from deploy.cli.output import Json, machine, say
from deploy.cli.where import LocalOption
from deploy.kafka.prepare import written
from deploy.local.trouble import CliError
from services.evaluation.outcomes.settings import EvaluatorSettings
from services.journey.measures import instruments
from services.settings import LocalSettings, load
from shared.config import fit
from shared.config.settings import CommonSettings, WrongSettings
from shared.kernel import topics
from shared.kernel.counts import counted

if TYPE_CHECKING:
    from deploy.cli.connecting import ConnectionCheck

app = typer.Typer(no_args_is_help=True, help="Settings.")


@app.command(epilog="Examples: lc config check --connect · lc config check journey --local brimbank")
def check(
    services: Annotated[
        list[str] | None, typer.Argument(help="The services that start with these settings; all if left out.")
    ] = None,
    local: LocalOption = None,
    evaluator: Annotated[bool, typer.Option("--evaluator", help="The evaluator's settings.")] = False,
    connect: Annotated[
        bool, typer.Option("--connect", help="Also try each database, the broker as each user, and the mail server.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read the settings as a process would, and name everything that is wrong.

    With --local, what deploy/locals/<slug>.env says counts where the environment says nothing.
    """
    if local:
        for name, value in written(local).items():
            os.environ.setdefault(name, value)
    names = _services(services or [])
    settings, problems = _read(EvaluatorSettings if evaluator else LocalSettings, names)
    tries = _tried(settings, names) if connect and settings else []
    ok = not problems and not any(each.wrong for each in tries)
    if as_json:
        machine({"ok": ok, "problems": problems, "tried": [asdict(each) for each in tries]})
    else:
        _show(problems, tries)
    raise typer.Exit(0 if ok else 1)


def _tried(settings: CommonSettings, services: list[str]) -> "list[ConnectionCheck]":
    from deploy.cli.connecting import (
        tried,
    )  # a Local's image has not all it needs, and checks its settings all the same

    return asyncio.run(tried(settings, services))


def _services(named: list[str]) -> list[str]:
    if unknown := sorted(set(named) - {*topics.SERVICES, "all"}):
        raise typer.BadParameter(f"{', '.join(unknown)}: no such service. Known are {', '.join(topics.SERVICES)}.")
    return [name for name in topics.SERVICES if not named or "all" in named or name in named]


def _read(kind: type[CommonSettings], services: list[str]) -> tuple[CommonSettings | None, list[str]]:
    """The settings, if they can be read, and everything that is wrong with them."""
    try:
        settings = load(kind, names=True)
    except WrongSettings as wrong:
        return None, [*str(wrong).splitlines(), *(_missing(services) if kind is LocalSettings else [])]
    if not isinstance(settings, LocalSettings):
        return settings, []
    problems = settings.without_access(services)
    try:
        instruments.check(settings)
    except WrongSettings as wrong:
        problems += str(wrong).splitlines()
    return settings, problems


def _missing(services: list[str]) -> list[str]:
    """What no setting of this environment is about."""
    said = [name for name in services if any(each.startswith(f"LC_{name.upper()}__") for each in os.environ)]
    return [fit.no_access(name) for name in services if name not in said]


def _show(problems: list[str], tries: "list[ConnectionCheck]") -> None:
    if problems:
        typer.echo("\n".join(problems), err=True)
    else:
        typer.echo("These settings are fine.")
    for each in tries:
        typer.echo(str(each), err=bool(each.wrong))


@app.command(epilog="Example: lc config secrets deploy/secrets --postgres-host postgres")
def secrets(
    folder: Annotated[Path, typer.Argument(help="Where to put them; a folder that is empty or not there yet.")],
    postgres_host: Annotated[str, typer.Option(help="Where the Local's PostgreSQL is.")] = "postgres:5432",
) -> None:
    """Make every secret that a new Local needs, one file each. What is there already is never overwritten.

    The folder lets in nobody but you (mode 0700); the files can be read, because containers read them as other users.
    """
    if folder.exists() and any(folder.iterdir()):
        raise CliError(f"{folder} is not empty. Secrets are never overwritten: name a new folder.")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    made = {name: random.token_urlsafe(32) for name in ("secret", "pseudonym_key", "postgres_password")}
    for service in topics.SERVICES:
        made[f"{service}_kafka_password"] = random.token_urlsafe(32)
        name = f"lc_{service}"
        for form, role in (("database_url", name), ("owner_url", f"{name}_owner")):
            made[f"{service}_{form}"] = f"postgresql://{role}:{random.token_urlsafe(32)}@{postgres_host}/{name}"
    made["postgres_url"] = f"postgresql://postgres:{made['postgres_password']}@{postgres_host}/postgres"
    for name, value in made.items():
        (folder / name).write_text(value + "\n", encoding="utf-8")
    say(
        f"{counted(len(made), 'secret')} are in {folder}."
        " Give the Kafka passwords to whoever runs the brokers; add staff.json."
    )
