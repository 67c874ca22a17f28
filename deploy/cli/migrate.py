"""`lc migrate`: databases brought up to the code."""

import asyncio
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated
from urllib.parse import unquote, urlsplit

import asyncpg
import typer
from pydantic import SecretStr

from deploy import migrations
from deploy.cli.in_words import asking
from deploy.cli.output import DryRun, Json, machine, say
from deploy.cli.where import LocalsOption, evaluator_settings, local_settings, running, these
from deploy.kafka import databases
from deploy.kafka.prepare import secret
from deploy.local.stack import Stack
from deploy.local.trouble import CliError
from shared.kernel import topics
from shared.kernel.counts import counted
from shared.persistence.database import migrate as migrate_one

app = typer.Typer(help="Bring databases up to the code.")


@app.command(epilog="Examples: lc migrate · lc migrate --local brimbank --dry-run")
def migrate(
    local: LocalsOption = None,
    dry_run: DryRun = False,
    as_json: Json = False,
    freeze: Annotated[
        bool, typer.Option("--freeze", help="Instead: write down what new migrations say, which holds from then on.")
    ] = False,
) -> None:
    """Apply the migrations that are missing: to the databases of this environment, else to those of the stack here."""
    if freeze:
        _freeze()
        return
    done = asyncio.run(_own(_of_environment(), dry_run) if _has_own() else _of_stack(running(), these(local), dry_run))
    if as_json:
        machine({"applied": not dry_run, "migrations": done})
        return
    for database, names in done.items():
        for name in names:
            typer.echo(f"{database}: {name}")
    count = sum(map(len, done.values()))
    say(
        f"{counted(count, 'migration')} {'to apply' if dry_run else 'applied'}."
        if count
        else "Everything is up to date."
    )


def _freeze() -> None:
    for name in (new := migrations.freeze()):
        typer.echo(name)
    say(f"{counted(len(new), 'migration')} frozen from now on." if new else "Every migration is frozen already.")


def _has_own() -> bool:
    return any(os.environ.get(name) for name in ("LC_LOCAL", "LC_DATABASE_URL", "LC_DATABASE_URL_FILE"))


@dataclass(frozen=True)
class Task:
    """One database: its address as its owner, and the role that its service works as."""

    name: str
    url: str = field(repr=False)
    migrations: Path
    works_as: str | None = None


def _of_environment() -> list[Task]:
    """Every database that this environment names."""
    if not os.environ.get("LC_LOCAL"):
        settings = evaluator_settings()
        return [_task("outcomes", settings.database_url, settings.owner_url, databases.outcomes())]
    local = local_settings(None)
    access = {service: local.access(service) for service in topics.SERVICES if getattr(local, service)}
    return [
        _task(service, each.database_url, each.owner_url, databases.place("", service))
        for service, each in access.items()
    ]


def _task(name: str, own: SecretStr, owner: SecretStr | None, place: databases.ServiceDatabase) -> Task:
    works_as = unquote(urlsplit(own.get_secret_value()).username or "") or None
    return Task(name, (owner or own).get_secret_value(), place.migrations, works_as)


async def _own(tasks: Iterable[Task], dry_run: bool) -> dict[str, list[str]]:
    return {task.name: await _one(task, dry_run) for task in tasks}


async def _one(task: Task, dry_run: bool) -> list[str]:
    with asking(f"The database of {task.name}"):
        try:
            return await migrate_one(task.url, task.migrations, dry_run=dry_run, works_as=task.works_as)
        except (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError):
            raise CliError(
                f"{task.name}: PostgreSQL does not let its owner in, or has no such database;"
                " `lc databases apply` makes both."
            ) from None
        except asyncpg.InsufficientPrivilegeError:
            raise CliError(
                f"{task.name}: only the tables' owner may migrate; its address is OWNER_URL of the service."
            ) from None


async def _of_stack(stack: Stack, locals_: list[str], dry_run: bool) -> dict[str, list[str]]:
    places = databases.places_for(locals_)
    if not dry_run:
        return await databases.make(
            stack.postgres_url, places, lambda role: secret(stack, f"postgres:{role}"), stack.database_url
        )
    there = await databases.there(stack.postgres_url)
    found = {place.name: place for place in places if place.name in there}
    tasks = [Task(name, stack.database_url(name), place.migrations) for name, place in found.items()]
    waiting = await _own(tasks, True)
    return waiting | {place.name: ["the database itself"] for place in places if place.name not in there}
