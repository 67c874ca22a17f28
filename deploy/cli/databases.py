"""`lc databases`: the databases of a Local or of the evaluator, and the two roles of each."""

import asyncio
import os
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import typer
from pydantic import SecretStr

from deploy.cli.in_words import asking
from deploy.cli.output import Json, machine, say
from deploy.cli.where import evaluator_settings, local_settings
from deploy.kafka import databases
from deploy.kafka.databases import Two
from deploy.local import given
from deploy.local.trouble import CliError
from shared.config.settings import CommonSettings
from shared.kernel import tls
from shared.kernel.counts import counted

app = typer.Typer(no_args_is_help=True, help="The databases, and who may do what in them.")


@app.callback()
def _group() -> None:
    """One command so far, and still a group."""


@app.command(epilog="Example: LC_POSTGRES_URL_FILE=secrets/postgres_url lc databases apply")
def apply(as_json: Json = False) -> None:
    """Make databases and roles that are missing, and give an older database to its owner, with everything in it.

    Needs the administrator's address (LC_POSTGRES_URL), the services' own (LC_JOURNEY__DATABASE_URL and so on) and the
    owners' (LC_JOURNEY__OWNER_URL). As often as one likes, also while the services are at work; then `lc migrate`.
    """
    if not os.environ.get("LC_LOCAL") and not os.environ.keys() & {"LC_DATABASE_URL", "LC_DATABASE_URL_FILE"}:
        raise CliError(
            "Set LC_LOCAL and the other settings of its process. On the stack here `lc migrate` does all this."
        )
    settings: CommonSettings = local_settings(None) if os.environ.get("LC_LOCAL") else evaluator_settings()
    lines = asyncio.run(_apply(_administrator(settings), list(_twos(settings))))
    if as_json:
        machine({"changes": lines})
        return
    for line in lines:
        typer.echo(line)
    say(f"{counted(len(lines), 'change')} made." if lines else "Everything is as it should be.")


async def _apply(superuser: str, twos: list[Two]) -> list[str]:
    with asking("The server that LC_POSTGRES_URL names"):
        return [line for two in twos for line in await databases.apply(superuser, two)]


def _administrator(settings: CommonSettings) -> str:
    url = given.secret("LC_POSTGRES_URL")
    if not url:
        raise CliError("LC_POSTGRES_URL is missing: the address of PostgreSQL's administrator.")
    return tls.sealed(url, settings.postgres_ca_file)


def _twos(settings: CommonSettings) -> Iterator[Two]:
    for beginning, access in settings.databases().items():
        if access.owner_url is None:
            raise CliError(
                f"{beginning}OWNER_URL is missing: the same database, with a role and password of its owner."
            )
        database, works_as, secret = _login(access.database_url)
        same, owned_by, owners_secret = _login(access.owner_url)
        if database != same or works_as == owned_by:
            raise CliError(
                f"{beginning}OWNER_URL must name the same database as {beginning}DATABASE_URL, and another role."
            )
        yield Two(database, (works_as, secret), (owned_by, owners_secret))


def _login(url: SecretStr) -> tuple[str, str, str]:
    """Database, role, password."""
    parts = urlsplit(url.get_secret_value())
    return parts.path.strip("/"), unquote(parts.username or ""), unquote(parts.password or "")
