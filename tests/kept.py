"""Where a session's servers live: in a folder that goes with them, or with `KEEP=1` in one that outlives the session.

What is kept is PostgreSQL alone, and it is emptied before each session: every database and every role but its own, and
but the templates, which are named after the migrations that made them.
Kafka begins anew in each session that asks for it, for a topic that is deleted is not gone at once. One session at a
time has a kept server; another one that asks for it meanwhile has servers of its own.
"""

import asyncio
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg

from deploy.local import embedded, given, keeper
from deploy.local.stack import Stack
from tests.conftest import TEMPLATE

KEPT = Path(__file__).parents[1] / "var" / "tests"


@contextmanager
def folder() -> Iterator[Path]:
    """The folder for a session's servers; if it is kept, PostgreSQL is running in it."""
    if os.environ.get("KEEP") and not given.is_there():
        kept = KEPT / os.environ.get("PYTEST_XDIST_WORKER", "alone")
        kept.mkdir(parents=True, exist_ok=True)
        with (kept / "taken").open("w") as taken:
            if _is_ours(taken.fileno()):
                _up(kept)
                shutil.rmtree(kept / "kafka", ignore_errors=True)
                yield kept
                return
    made = Path(tempfile.mkdtemp(prefix="lc-test-"))
    try:
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _up(kept: Path) -> None:
    found = embedded.found(kept)
    if not found or "postgres" not in found.pids:
        keeper.start(kept, kafka=False)


def _is_ours(taken: int) -> bool:
    try:
        fcntl.flock(taken, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def outlives(state: Path, servers: Stack) -> bool:
    """Whether what is in these servers is there for the next session."""
    return KEPT in state.parents and servers.provider == "embedded"


def emptied(state: Path, servers: Stack) -> None:
    """Takes away whatever earlier sessions left in a server that was kept."""
    if outlives(state, servers):
        asyncio.run(empty(servers.postgres_url))


async def empty(url: str, but: str = TEMPLATE) -> None:
    """Every database and every role that is not the server's own is dropped, but databases whose names begin so."""
    connection = await asyncpg.connect(url)
    try:
        databases = "SELECT quote_ident(datname) FROM pg_database WHERE oid >= 16384 AND NOT starts_with(datname, $1)"
        for row in await connection.fetch(databases, but):
            await connection.execute(f"DROP DATABASE {row[0]} WITH (FORCE)")
        for row in await connection.fetch("SELECT quote_ident(rolname) FROM pg_roles WHERE oid >= 16384"):
            await connection.execute(f"DROP OWNED BY {row[0]}; DROP ROLE {row[0]}")
    finally:
        await connection.close()
