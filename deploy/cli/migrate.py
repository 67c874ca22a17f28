"""`lc migrate`: databases brought up to the code."""

import asyncio
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from deploy import migrations
from deploy.cli.output import DryRun, Json, machine, say
from deploy.cli.where import LocalsOption, evaluator_settings, local_settings, running, these
from deploy.kafka import databases
from deploy.kafka.prepare import secret
from deploy.local import Stack
from shared import topics
from shared.counts import counted
from shared.database import migrate as migrate_one

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


def _of_environment() -> list[tuple[str, str, Path]]:
    """(what it is called, address, migrations) of every database this environment names."""
    if not os.environ.get("LC_LOCAL"):
        return [("outcomes", evaluator_settings().database_url.get_secret_value(), databases.outcomes().migrations)]
    settings = local_settings(None)
    have = [service for service in topics.SERVICES if getattr(settings, service)]
    return [
        (service, settings.access(service).database_url.get_secret_value(), databases.place("", service).migrations)
        for service in have
    ]


async def _own(all_: Iterable[tuple[str, str, Path]], dry_run: bool) -> dict[str, list[str]]:
    return {name: await migrate_one(url, folder, dry_run=dry_run) for name, url, folder in all_}


async def _of_stack(stack: Stack, locals_: list[str], dry_run: bool) -> dict[str, list[str]]:
    places = databases.places_for(locals_)
    if not dry_run:
        passwords = {place.name: secret(stack, f"postgres:{place.name}") for place in places}
        return await databases.make(stack.postgres_url, places, passwords.__getitem__, stack.database_url)
    there = await databases.there(stack.postgres_url)
    found = {place.name: place for place in places if place.name in there}
    waiting = await _own([(name, stack.database_url(name), place.migrations) for name, place in found.items()], True)
    return waiting | {place.name: ["the database itself"] for place in places if place.name not in there}
