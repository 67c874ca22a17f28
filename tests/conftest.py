"""What every test may ask for: one real stack for the session, a database of its own, the broker's administrator."""

import asyncio
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.local import Stack, provide
from shared.database import migrate
from shared.service import Service
from shared.settings import KafkaAccess
from tests.doors import Doors, OpenDoors, opened

SERVICES = Path(__file__).parents[1] / "services"


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """Kafka and PostgreSQL for the whole session, gone afterwards."""
    state = Path(tempfile.mkdtemp(prefix="lc-test-"))
    try:
        with provide(state) as servers:
            yield servers
    finally:
        shutil.rmtree(state, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres(stack: Stack) -> str:
    """The superuser's address of the database `postgres`."""
    return stack.postgres_url


@pytest.fixture(scope="session")
def kafka(stack: Stack) -> KafkaAccess:
    """The broker's administrator."""
    return KafkaAccess(bootstrap=stack.kafka_bootstrap, user=stack.kafka_user, password=stack.kafka_password)


class Templates:
    """Migrated once a session, copied for each test: a fresh database in some hundredths of a second."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.mark = secrets.token_hex(4)
        self.made: dict[str, str] = {}

    async def copy(self, service: str) -> str:
        name = f"t_{self.mark}_{secrets.token_hex(4)}"
        await self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{await self._template(service)}"')
        return name

    async def _template(self, service: str) -> str:
        if service not in self.made:
            name = f"template_{self.mark}_{service.replace('/', '_')}"
            await self._execute(f'CREATE DATABASE "{name}"')
            await migrate(self.stack.database_url(name), SERVICES / service / "migrations")
            self.made[service] = name
        return self.made[service]

    async def drop(self, *names: str) -> None:
        for name in names:
            await self._execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    async def _execute(self, sql: str) -> None:
        connection = await asyncpg.connect(self.stack.postgres_url)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()


@pytest.fixture(scope="session")
def templates(stack: Stack) -> Iterator[Templates]:
    made = Templates(stack)
    yield made
    asyncio.run(made.drop(*made.made.values()))


@pytest.fixture
async def fresh_database(templates: Templates) -> AsyncIterator[Callable[[str], Awaitable[str]]]:
    """`url = await fresh_database("journey")`: an empty, migrated database of that service for this test alone.

    The evaluator's is `"evaluation/outcomes"`.
    """
    names: list[str] = []

    async def make(service: str) -> str:
        names.append(await templates.copy(service))
        return templates.stack.database_url(names[-1])

    yield make
    await templates.drop(*names)


@pytest.fixture
async def open_doors(fresh_database: Callable[[str], Awaitable[str]]) -> AsyncIterator[OpenDoors]:
    """`doors = await open_doors(service)`: the service on a database of its own, without Kafka. See tests/doors.py."""
    async with AsyncExitStack() as stack:

        async def open_them(service: Service, **changes: Any) -> Doors:
            url = await fresh_database(service.name)
            return await stack.enter_async_context(opened(service, url, **changes))

        yield open_them


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
