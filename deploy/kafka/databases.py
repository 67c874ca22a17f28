"""One database for each service of each Local, and two roles for each: its owner, and whom the service works as."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from shared.kernel import topics
from shared.persistence import roles
from shared.persistence.database import Connection, connect, migrate

SERVICES = Path(__file__).parents[2] / "services"
AT_ONCE = 6
OUTCOMES = "lc_outcomes"


@dataclass(frozen=True)
class ServiceDatabase:
    """A database, the role of the same name that a service works as, and the role that owns it."""

    name: str
    migrations: Path

    @property
    def owner(self) -> str:
        return f"{self.name}_owner"


@dataclass(frozen=True)
class Two:
    """A database and its two roles, each (name, password)."""

    database: str
    works_as: tuple[str, str] = field(repr=False)
    owner: tuple[str, str] = field(repr=False)


def place(local: str, service: str) -> ServiceDatabase:
    """The database of one service of a Local, `lc_<local>_<service>`, and its migrations."""
    return ServiceDatabase(f"lc_{local.replace('-', '_')}_{service}", SERVICES / service / "migrations")


def outcomes() -> ServiceDatabase:
    """The evaluator's database and its migrations."""
    return ServiceDatabase(OUTCOMES, SERVICES / "evaluation" / "outcomes" / "migrations")


def places_for(locals_: Iterable[str]) -> list[ServiceDatabase]:
    """The databases of every service of these Locals, and the evaluator's."""
    return [*(place(local, service) for local in locals_ for service in topics.SERVICES), outcomes()]


async def make(
    superuser: str,
    places: Iterable[ServiceDatabase],
    password: Callable[[str], str],
    url: Callable[[str, str, str], str],
) -> dict[str, list[str]]:
    """Make the roles and databases that are missing, and apply their migrations. `url(database, role, password)`.

    Returns the migrations that were applied, by database.
    """
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(place: ServiceDatabase) -> tuple[str, list[str]]:
        async with turn:
            secret = password(place.owner)
            await apply(superuser, Two(place.name, (place.name, password(place.name)), (place.owner, secret)))
            owner = url(place.name, place.owner, secret)
            return place.name, await migrate(owner, place.migrations, works_as=place.name)

    return dict(await asyncio.gather(*(one(place) for place in places)))


async def there(superuser: str) -> set[str]:
    """The names of the databases that exist on the server."""
    connection = await asyncpg.connect(superuser)
    try:
        return {row["datname"] for row in await connection.fetch("SELECT datname FROM pg_database")}
    finally:
        await connection.close()


async def drop(superuser: str, places: Iterable[ServiceDatabase]) -> None:
    """Drop these databases if they are there, and cut off whoever is connected to them."""
    connection = await asyncpg.connect(superuser)
    try:
        for place in places:
            await connection.execute(f'DROP DATABASE IF EXISTS "{place.name}" WITH (FORCE)')
    finally:
        await connection.close()


async def apply(superuser: str, two: Two) -> list[str]:
    """Make a database and its two roles as they should be, whatever is there; as often as one likes.

    The roles may log in and nothing else, and nobody else may enter the database. A database that belongs to the role
    that its service works as, as was once the custom, is given to its owner with everything in it. Returns what was
    made, in words; passwords are always set.
    """
    connection = await connect(superuser, bounded=False)
    try:
        said = [await _role(connection, *login) for login in (two.owner, two.works_as)]
        said.append(await _database(connection, two.database, two.owner[0]))
        name, works_as = await _quoted(connection, two.database, two.works_as[0])
        await connection.execute(f"REVOKE CONNECT, TEMPORARY ON DATABASE {name} FROM PUBLIC")
        await connection.execute(f"GRANT CONNECT ON DATABASE {name} TO {works_as}")
    finally:
        await connection.close()
    if any(each.endswith("given to its owner") for each in said):
        await _hand_over(superuser, two)
    return [each for each in said if each]


async def _role(connection: Connection, name: str, secret: str) -> str:
    there = await connection.fetchval("SELECT count(*) FROM pg_roles WHERE rolname = $1", name)
    (role,) = await _quoted(connection, name)
    password = await connection.fetchval("SELECT quote_literal($1)", secret)
    rights = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE CONNECTION LIMIT 40"
    await connection.execute(f"{'ALTER' if there else 'CREATE'} ROLE {role} {rights} PASSWORD {password}")
    return "" if there else f"role {name}"


async def _database(connection: Connection, name: str, owner: str) -> str:
    owned_by = await connection.fetchval("SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = $1", name)
    database, role = await _quoted(connection, name, owner)
    if owned_by is None:
        await connection.execute(f"CREATE DATABASE {database} OWNER {role}")
        return f"database {name}"
    if owned_by == owner:
        return ""
    await connection.execute(f"ALTER DATABASE {database} OWNER TO {role}")
    return f"database {name} given to its owner"


async def _hand_over(superuser: str, two: Two) -> None:
    """Everything in the database, and what the service needs of it, in one transaction: it may be at work."""
    connection = await connect(_in(superuser, two.database), bounded=False)
    try:
        owner, works_as = await _quoted(connection, two.owner[0], two.works_as[0])
        async with connection.transaction():
            await connection.execute(f"REASSIGN OWNED BY {works_as} TO {owner}")
            await roles.let_work(connection, two.works_as[0])
    finally:
        await connection.close()


async def _quoted(connection: Connection, *names: str) -> list[str]:
    return [await connection.fetchval("SELECT quote_ident($1)", name) for name in names]


def _in(url: str, database: str) -> str:
    """The same login in another database."""
    return urlunsplit(urlsplit(url)._replace(path="/" + database))
