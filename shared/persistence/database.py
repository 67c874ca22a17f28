"""PostgreSQL: one pool a service, one transaction a door, numbered migrations."""

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, cast

import asyncpg
import structlog
from asyncpg.pool import PoolConnectionProxy

from shared.kernel.failpoints import reached

from . import roles
from .notes import Notes

if TYPE_CHECKING:  # the classes are generic, and the proxy hands `notes` through, for the type checker only
    _Connection: TypeAlias = asyncpg.Connection[asyncpg.Record]

    class _Pooled(PoolConnectionProxy[asyncpg.Record]):
        notes: Notes

    Transaction: TypeAlias = "_Pooled | Connection"
else:
    _Connection, Transaction = asyncpg.Connection, PoolConnectionProxy


class Connection(_Connection):
    """One that keeps notes of the transaction it is in."""

    def __init__(self, *of_asyncpg: Any, **named: Any) -> None:
        super().__init__(*of_asyncpg, **named)
        self.notes = Notes()


STATEMENT_SECONDS = 10
CONNECT_SECONDS = 5
WAIT_FOR_CONNECTION_SECONDS = 5
START_SECONDS = 60.0  # for which a service waits for a database that is still starting
IDLE_SECONDS = 30  # a service's own transactions wait for nothing that takes longer
TRANSIENT_ERRORS = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # what a connection says of itself when it breaks between two words
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
    asyncpg.InsufficientResourcesError,
    asyncpg.IdleInTransactionSessionTimeoutError,
    asyncpg.OperatorInterventionError,
    asyncpg.InvalidCachedStatementError,
    MemoryError,  # not the record's fault
)
"""What is over by itself after a while and no fault of what was asked: it is asked again."""
log = structlog.get_logger()


class Database:
    """A pool of connections. Raises asyncpg's errors; see `TRANSIENT_ERRORS` for those that pass."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Transaction]:
        async with self._pool.acquire(timeout=WAIT_FOR_CONNECTION_SECONDS) as connection, connection.transaction():
            tx = cast("Transaction", connection)
            tx.notes.begin()
            yield tx

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Transaction]:
        """For reading a page: nothing is written, and every query sees the same moment."""
        async with (
            self._pool.acquire(timeout=WAIT_FOR_CONNECTION_SECONDS) as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            yield cast("Transaction", connection)

    async def value(self, sql: str, *values: Any) -> Any:
        """What one SELECT finds. It sees one moment by itself; a transaction around it would cost two round trips."""
        async with self._pool.acquire(timeout=WAIT_FOR_CONNECTION_SECONDS) as connection:
            return await connection.fetchval(sql, *values)


@asynccontextmanager
async def connected(
    url: str, *, most: int = 6, patience: float = 0.0, idle: int | None = None
) -> AsyncIterator[Database]:
    """A pool that keeps one connection and grows to `most`; every statement is bounded in time.

    A database that is still starting is waited for, for `patience` seconds. With `idle` the server ends a transaction
    that has said nothing for so many seconds: a frozen process would hold its rows against whoever takes its place.
    """
    settings = {"timezone": "UTC"}
    if idle is not None:
        settings["idle_in_transaction_session_timeout"] = f"{idle}s"

    def pool() -> "asyncpg.Pool[asyncpg.Record]":
        return asyncpg.create_pool(
            url,
            min_size=1,
            max_size=most,
            command_timeout=STATEMENT_SECONDS,
            timeout=CONNECT_SECONDS,
            max_inactive_connection_lifetime=60,
            connection_class=Connection,
            init=_use_json,
            reset=_nothing_to_reset,
            server_settings=settings,
        )

    async with await _opened(pool, patience) as found:
        yield Database(found)


async def _opened(
    make: "Callable[[], asyncpg.Pool[asyncpg.Record]]", patience: float
) -> "asyncpg.Pool[asyncpg.Record]":
    """Each attempt makes a pool of its own: one that could not be opened is closed, and says nothing of it."""
    deadline = asyncio.get_running_loop().time() + patience
    waits = False
    while True:
        try:
            return await make()
        except (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.PostgresConnectionError) as trouble:
            if asyncio.get_running_loop().time() >= deadline:
                raise
            if not waits:
                log.warning("waiting for the database", error=type(trouble).__name__, seconds=patience)
            waits = True
            await asyncio.sleep(0.5)


async def connect(url: str, *, bounded: bool = True, **settings: str) -> Connection:
    """One connection outside the pool, for whoever holds a session lock; `settings` are the server's, for it alone.

    Not `bounded`: a statement may take as long as it takes.
    """
    limit = STATEMENT_SECONDS if bounded else None
    connection = await asyncpg.connect(
        url, command_timeout=limit, timeout=CONNECT_SECONDS, server_settings=settings, connection_class=Connection
    )
    await _use_json(connection)
    return connection


async def _nothing_to_reset(connection: Any) -> None:
    """Everything here is set for one transaction at most: asking the server to forget would cost a round trip each."""


async def _use_json(connection: Any) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)


class MigrationTrouble(Exception):
    """The database and the code do not fit; the words say which is older and what to do."""


BACKBONE = Path(__file__).parents[1] / "migrations"
NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


def migration_files(*folders: Path) -> list[tuple[str, str, str]]:
    """(name, SQL, SHA-256) in order: the backbone first, then the service's own."""
    found = []
    for folder in folders:
        for path in sorted(folder.glob("*.sql")):
            if not NAME.fullmatch(path.name):
                raise MigrationTrouble(f"{path.name} is not named like 0001_words.sql")
            sql = path.read_text(encoding="utf-8")
            found.append((f"{folder.parent.name}/{path.name}", sql, hashlib.sha256(sql.encode()).hexdigest()))
    return found


async def migrate(url: str, own: Path, *, dry_run: bool = False, works_as: str | None = None) -> list[str]:
    """Bring a database up to the code, as its owner. Returns the names applied (or, dry, that would be).

    `works_as`: the role that the service itself works as, which is given what it needs and nothing more.

    Each migration commits by itself, so an interrupted run resumes. A lock lets one run at a time. A changed or
    unknown migration is refused. Nothing here is bounded in time: an index over a large table takes what it takes.
    """
    connection = await connect(url, bounded=False)
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock(hashtext('migrate'))"):
            log.warning("waiting for another run of the migrations")
            await connection.execute("SELECT pg_advisory_lock(hashtext('migrate'))")
        done = await _applied(connection, dry_run)
        files = migration_files(BACKBONE, own)
        _check(done, files)
        waiting = [(name, sql, checksum) for name, sql, checksum in files if name not in done]
        if not dry_run:
            for name, sql, checksum in waiting:
                async with connection.transaction():
                    await connection.execute(sql)
                    await connection.execute("INSERT INTO migration (name, checksum) VALUES ($1, $2)", name, checksum)
                log.info("migrated", migration=name)
                reached("migration.midway")
            if works_as:
                await roles.let_work(connection, works_as)
        return [name for name, _, _ in waiting]
    finally:
        await connection.close()


async def _applied(connection: Connection, dry_run: bool) -> dict[str, str]:
    """{name: checksum} of what the database remembers; the table for it is made where it is not there yet."""
    if not await connection.fetchval("SELECT to_regclass('public.migration')"):
        if dry_run:
            return {}
        await connection.execute(
            "CREATE TABLE migration (name text PRIMARY KEY, checksum text NOT NULL,"
            " applied_at timestamptz NOT NULL DEFAULT now())"
        )
    return {row["name"]: row["checksum"] for row in await connection.fetch("SELECT name, checksum FROM migration")}


def _check(done: dict[str, str], files: list[tuple[str, str, str]]) -> None:
    known = {name: checksum for name, _, checksum in files}
    if newer := sorted(set(done) - set(known)):
        raise MigrationTrouble(
            f"The database is newer than this program: it already has {', '.join(newer)}. Use the newer program."
        )
    if changed := sorted(name for name, checksum in done.items() if known[name] != checksum):
        raise MigrationTrouble(
            f"{', '.join(changed)} was changed after it was applied. Restore it and add a new migration."
        )
