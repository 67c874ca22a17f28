"""What every test may ask for: one real stack for the session, a database of its own, the broker's administrator."""

import asyncio
import gc
import hashlib
import logging
import os
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:  # what a fixture needs is loaded when one asks for it: a file of pure rules waits for none of it
    import asyncpg

    from deploy.local.stack import Stack
    from shared.app.service import Service
    from shared.config.kafka import KafkaAccess
    from tests.doors import Doors, OpenDoors

SERVICES = Path(__file__).parents[1] / "services"
TEMPLATE = "template_of_"
"""How the names of databases begin that tests' own are copied from."""
SERVERS = {"database_server", "own", "chromium"}
"""Fixtures that start something: what is made of them has them behind it."""


@pytest.fixture(autouse=True)
def logs_as_they_come() -> Iterator[None]:
    """A command or a service that a test starts sets how this whole process logs; the next test must not inherit it."""
    yield
    if "structlog" in sys.modules:
        import structlog

        structlog.reset_defaults()
        structlog.contextvars.clear_contextvars()
    logging.basicConfig(force=True)


@pytest.fixture(scope="session")
def servers_folder() -> Iterator[Path]:
    """Where the session's servers keep what is theirs."""
    from tests.kept import folder

    with folder() as found:
        yield found


@pytest.fixture(scope="session")
def database_server(servers_folder: Path) -> "Iterator[Stack]":
    """PostgreSQL for the whole session; where both servers come at once, as from the environment, Kafka as well."""
    from deploy.local.providers import provide
    from tests.kept import emptied

    with provide(servers_folder, kafka=False) as servers:
        emptied(servers_folder, servers)
        yield servers


@pytest.fixture(scope="session")
def stack(database_server: "Stack", servers_folder: Path) -> "Iterator[Stack]":
    """Kafka and PostgreSQL for the whole session."""
    from deploy.local.providers import provide

    with ExitStack() as ours:
        embedded = database_server.provider == "embedded"
        yield ours.enter_context(provide(servers_folder)) if embedded else database_server


@pytest.fixture(scope="session")
def postgres(database_server: "Stack") -> str:
    """The superuser's address of the database `postgres`."""
    return database_server.postgres_url


@pytest.fixture(scope="session")
def kafka(stack: "Stack") -> "KafkaAccess":
    """The broker's administrator."""
    return stack.kafka


Shape = tuple[set[str], set[str]]


class Templates:
    """Migrated once a session, copied for a test, emptied for the next one: a fresh database in some milliseconds.

    In a server that outlives the session they stay, as long as no migration changes.
    """

    def __init__(self, stack: "Stack", stay: bool) -> None:
        self.stack, self.stay = stack, stay
        self.mark = secrets.token_hex(4)
        self.made: dict[str, str] = {}
        self.shapes: dict[str, Shape] = {}
        self.free: dict[str, list[str]] = {}

    async def copy(self, service: str) -> str:
        if waiting := self.free.get(service):
            return waiting.pop()
        name = f"t_{self.mark}_{secrets.token_hex(4)}"
        await self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{await self._template(service)}"')
        return name

    async def give_back(self, service: str, name: str) -> None:
        """Empty it and keep it; a database whose tables or rules a test has changed is dropped instead."""
        import asyncpg

        connection = await asyncpg.connect(self.stack.database_url(name))
        try:
            await connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            shape = await _shape(connection)
            if shape == self.shapes[service]:
                await connection.execute(EMPTY.format("; ".join(f"DELETE FROM {name}" for name in shape[0])))
                self.free.setdefault(service, []).append(name)
        finally:
            await connection.close()
        if name not in self.free.get(service, ()):
            await self.drop(name)

    async def _template(self, service: str) -> str:
        if service not in self.made:
            import asyncpg

            name = self._name(service)
            if name not in await self._names(name):
                await self._make(service, name)
            connection = await asyncpg.connect(self.stack.database_url(name))
            self.shapes[service] = await _shape(connection)
            await connection.close()
            self.made[service] = name
        return self.made[service]

    def _name(self, service: str) -> str:
        """What stays is named after the migrations that made it, and after what applied them."""
        from shared.persistence import database

        begins = self._begins(service)
        if not self.stay:
            return begins + self.mark
        files = database.migration_files(database.BACKBONE, SERVICES / service / "migrations")
        made_by = repr(files).encode() + Path(database.__file__).read_bytes()
        return begins + hashlib.sha256(made_by).hexdigest()[:16]

    def _begins(self, service: str) -> str:
        return f"{TEMPLATE}{service.replace('/', '.')}_"

    async def _make(self, service: str, name: str) -> None:
        """Under another name until it is whole; what earlier migrations made goes."""
        from shared.persistence.database import migrate

        if self.stay:
            await self.drop(*await self._names(self._begins(service)))
        unfinished = f"t_{self.mark}_{secrets.token_hex(4)}"
        await self._execute(f'CREATE DATABASE "{unfinished}"')
        await migrate(self.stack.database_url(unfinished), SERVICES / service / "migrations")
        await self._execute(f'ALTER DATABASE "{unfinished}" RENAME TO "{name}"')

    async def drop(self, *names: str) -> None:
        for name in names:
            await self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    async def drop_all(self) -> None:
        await self.drop(*self.made.values(), *(name for names in self.free.values() for name in names))

    async def _names(self, beginning: str) -> list[str]:
        """Of the databases that are called so, or begin so."""
        found = await self._execute("SELECT datname FROM pg_database WHERE starts_with(datname, $1)", beginning)
        return [row["datname"] for row in found]

    async def _execute(self, sql: str, *values: str) -> "list[asyncpg.Record]":
        import asyncpg

        connection = await asyncpg.connect(self.stack.postgres_url)
        try:
            return await connection.fetch(sql, *values)
        finally:
            await connection.close()


KEPT_TABLE = "public.migration"
# Deleting few rows is much cheaper than truncating many tables; in replica mode no foreign key asks for an order.
EMPTY = """
    SET synchronous_commit = off;
    SET session_replication_role = replica;
    {};
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false) FROM pg_sequences"""


async def _shape(connection: "asyncpg.Connection[asyncpg.Record]") -> Shape:
    """The tables that tests fill, and the rules about what may stand in them."""
    tables = await connection.fetch(
        "SELECT schemaname || '.' || tablename AS name FROM pg_tables"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    )
    rules = await connection.fetch(  # the server's own objects have lower numbers
        "SELECT conrelid || '.' || conname AS name FROM pg_constraint WHERE conrelid >= 16384"
    )
    return {row["name"] for row in tables} - {KEPT_TABLE}, {row["name"] for row in rules}


@pytest.fixture(scope="session")
def templates(database_server: "Stack", servers_folder: Path) -> Iterator[Templates]:
    from tests.kept import outlives

    made = Templates(database_server, stay=outlives(servers_folder, database_server))
    yield made
    if not made.stay:  # there the next session takes away what is no template
        with suppress(OSError):  # a test that killed PostgreSQL and started it again has ended it with its own stack
            asyncio.run(made.drop_all())


@pytest.fixture
async def fresh_database(templates: Templates) -> AsyncIterator[Callable[[str], Awaitable[str]]]:
    """`url = await fresh_database("journey")`: an empty, migrated database of that service for this test alone.

    The evaluator's is `"evaluation/outcomes"`.
    """
    taken: list[tuple[str, str]] = []

    async def make(service: str) -> str:
        name = await templates.copy(service)
        taken.append((service, name))
        return templates.stack.database_url(name)

    yield make
    for service, name in taken:
        await templates.give_back(service, name)


@pytest.fixture
async def open_doors(fresh_database: Callable[[str], Awaitable[str]]) -> "AsyncIterator[OpenDoors]":
    """`doors = await open_doors(service)`: the service on a database of its own, without Kafka. See tests/doors.py."""
    from tests.doors import opened

    async with AsyncExitStack() as stack:

        async def open_them(service: "Service", **changes: Any) -> "Doors":
            url = await fresh_database(service.name)
            return await stack.enter_async_context(opened(service, url, **changes))

        yield open_them


def pytest_collectstart(collector: pytest.Collector) -> None:
    """A property is no stop-watch: on a busy machine an example may take longer than Hypothesis would let it.

    `make unit` says with EXAMPLES how many are enough for a quick look.
    """
    if isinstance(collector, pytest.Module) and "from hypothesis import" in collector.path.read_text("utf-8"):
        from hypothesis import settings

        settings.register_profile("patient", deadline=None, max_examples=int(os.environ.get("EXAMPLES", "100")))
        settings.load_profile("patient")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a server, by however many fixtures, is marked `servers`; a test that starts one says so."""
    for item in items:
        if SERVERS & set(getattr(item, "fixturenames", ())):
            item.add_marker("servers")


def pytest_collection_finish(session: pytest.Session) -> None:
    """Hypothesis's plugin loads all of it for its last words, even where no test has used it.

    What was collected stays until the end: no look for what can be thrown away need pass it again.
    """
    if "hypothesis" not in sys.modules:
        session.config.pluginmanager.unregister(name="hypothesispytest")
    gc.freeze()


def _left_out(config: pytest.Config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return sum(len(reporter.stats.get(kind, [])) for kind in ("skipped", "xfailed", "xpassed")) if reporter else 0


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """A test that did not run proves nothing: the session fails."""
    if exitstatus == pytest.ExitCode.OK and _left_out(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if _left_out(config):
        terminalreporter.write_line("Some tests were left out. Every test has to run.", red=True)
