"""`lc audit`: whether the record of who looked at whom is whole."""

import asyncio

import typer

from deploy.cli.output import Json, machine, table
from deploy.cli.where import LocalOption, local_settings
from shared import audit, topics
from shared.database import connected
from shared.settings import LocalSettings

app = typer.Typer(no_args_is_help=True, help="The record of who looked at whom.")


@app.callback()
def _audit() -> None:
    """The record of who looked at whom."""


@app.command(epilog="Example: lc audit verify --local brimbank")
def verify(local: LocalOption = None, as_json: Json = False) -> None:
    """Follow the chain of seals in every service of a Local. Status 1 if a row was changed or taken out."""
    settings = local_settings(local)
    found = asyncio.run(_verify(settings))
    if as_json:
        machine({"ok": not any(found.values()), "broken_at": found})
    else:
        rows = [(service, f"broken at row {at}" if at else "whole") for service, at in found.items()]
        table(("service", "chain"), rows, "No service has a database in these settings.")
    raise typer.Exit(1 if any(found.values()) else 0)


async def _verify(settings: LocalSettings) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for service in topics.SERVICES:
        if getattr(settings, service):
            async with (
                connected(settings.access(service).database_url.get_secret_value(), most=1) as db,
                db.snapshot() as tx,
            ):
                found[service] = await audit.broken_at(tx)
    return found
