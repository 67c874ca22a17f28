"""One database for each service of each Local, each with a role that can reach no other."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import asyncpg

from shared import topics
from shared.database import migrate

SERVICES = Path(__file__).parents[2] / "services"
AT_ONCE = 6
OUTCOMES = "lc_outcomes"


@dataclass(frozen=True)
class Place:
    """A database, and the role of the same name that owns it."""

    name: str
    migrations: Path


def place(local: str, service: str) -> Place:
    return Place(f"lc_{local.replace('-', '_')}_{service}", SERVICES / service / "migrations")


def outcomes() -> Place:
    return Place(OUTCOMES, SERVICES / "evaluation" / "outcomes" / "migrations")


def places_for(locals_: Iterable[str]) -> list[Place]:
    return [*(place(local, service) for local in locals_ for service in topics.SERVICES), outcomes()]


async def make(
    superuser: str, places: Iterable[Place], password: Callable[[str], str], url: Callable[[str, str, str], str]
) -> dict[str, list[str]]:
    """Makes roles and databases that are missing and brings each up to the code; `url(database, role, password)`.

    Returns the migrations that were applied, by database.
    """
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(place: Place) -> tuple[str, list[str]]:
        async with turn:
            secret = password(place.name)
            await _make(superuser, place.name, secret)
            return place.name, await migrate(url(place.name, place.name, secret), place.migrations)

    return dict(await asyncio.gather(*(one(place) for place in places)))


async def there(superuser: str) -> set[str]:
    """The names of the databases that exist."""
    connection = await asyncpg.connect(superuser)
    try:
        return {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
    finally:
        await connection.close()


async def drop(superuser: str, places: Iterable[Place]) -> None:
    connection = await asyncpg.connect(superuser)
    try:
        for place in places:
            await connection.execute(f'DROP DATABASE IF EXISTS "{place.name}" WITH (FORCE)')
    finally:
        await connection.close()


async def _make(superuser: str, name: str, secret: str) -> None:
    """A role that may log in and nothing else, and its database, which nobody else may enter."""
    connection = await asyncpg.connect(superuser)
    try:
        quoted = secret.replace("'", "''")
        exists = await connection.fetchval("SELECT count(*) FROM pg_roles WHERE rolname = $1", name)
        how = "ALTER" if exists else "CREATE"
        await connection.execute(f"{how} ROLE \"{name}\" LOGIN PASSWORD '{quoted}' CONNECTION LIMIT 40")
        if not await connection.fetchval("SELECT count(*) FROM pg_database WHERE datname = $1", name):
            await connection.execute(f'CREATE DATABASE "{name}" OWNER "{name}"')
        await connection.execute(f'REVOKE CONNECT, TEMPORARY ON DATABASE "{name}" FROM PUBLIC')
    finally:
        await connection.close()
