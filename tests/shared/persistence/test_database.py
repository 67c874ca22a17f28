"""Migrations: numbered, checked, resumable."""

import asyncio
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import pytest

from deploy.local.ports import free
from shared.config.kafka import KafkaAccess
from shared.messaging.probe import because
from shared.persistence import database
from shared.persistence.database import MigrationTrouble, connect, connected, migrate
from tests.conftest import Templates
from tests.faults.ground import through
from tests.faults.proxy import proxied


@pytest.fixture
async def empty(templates: Templates):
    name = "t_empty_" + templates.mark
    await templates._execute(f'CREATE DATABASE "{name}"')
    yield templates.stack.database_url(name)
    await templates.drop(name)


def folder(tmp_path: Path, **files: str) -> Path:
    place = tmp_path / "migrations"
    place.mkdir(exist_ok=True)
    for name, sql in files.items():
        (place / f"{name.lstrip('n')}.sql").write_text(sql)
    return place


async def test_a_database_is_brought_up_to_the_code_once(empty: str, tmp_path: Path) -> None:
    own = folder(tmp_path, n0001_first="CREATE TABLE one (id int)")
    applied = await migrate(empty, own)
    assert [name.split("/")[1] for name in applied][-1] == "0001_first.sql"
    assert await migrate(empty, own) == []


async def test_a_database_that_is_still_starting_is_waited_for_and_then_works(postgres: str) -> None:
    async def work(url: str) -> int:
        async with connected(url, patience=60.0) as db, db.transaction() as tx:
            return int(await tx.fetchval("SELECT 7"))

    async with proxied(0, urlsplit(postgres).port or 0) as proxy:
        proxy.toxics.refuse = True
        working = asyncio.create_task(work(through(postgres, proxy.port)))
        async with asyncio.timeout(30):
            while True:
                await asyncio.sleep(0.05)
                if proxy.connections >= 3:
                    break
        assert not working.done()
        proxy.toxics.refuse = False
        assert await working == 7


async def test_who_has_no_patience_is_told_at_once_that_nobody_is_there() -> None:
    with pytest.raises(ConnectionRefusedError):
        async with connected(f"postgresql://nobody@127.0.0.1:{free(1)[0]}/none"):
            pass


async def test_a_dry_run_changes_nothing(empty: str, tmp_path: Path) -> None:
    own = folder(tmp_path, n0001_first="CREATE TABLE one (id int)")
    assert await migrate(empty, own, dry_run=True) == await migrate(empty, own, dry_run=True) != []


async def test_a_program_over_an_older_database_says_what_brings_it_up(empty: str, kafka: KafkaAccess) -> None:
    connection = await connect(empty)
    try:
        with pytest.raises(asyncpg.UndefinedTableError) as older:
            await connection.execute("SELECT FROM heard_up_to")
    finally:
        await connection.close()
    assert await because(older.value, kafka) == "the database is older than this program; `lc migrate` brings it up"


async def test_an_interrupted_run_resumes_where_it_stopped(empty: str, tmp_path: Path) -> None:
    own = folder(tmp_path, n0001_first="CREATE TABLE one (id int)", n0002_second="SELECT no_such_thing()")
    with pytest.raises(asyncpg.UndefinedFunctionError):
        await migrate(empty, own)
    folder(tmp_path, n0002_second="CREATE TABLE two (id int)")
    assert [name.split("/")[1] for name in await migrate(empty, own)] == ["0002_second.sql"]
    connection = await connect(empty)
    assert await connection.fetchval("SELECT count(*) FROM two") == 0
    await connection.close()


async def test_a_migration_changed_after_it_was_applied_is_refused_by_name(empty: str, tmp_path: Path) -> None:
    own = folder(tmp_path, n0001_first="CREATE TABLE one (id int)")
    await migrate(empty, own)
    folder(tmp_path, n0001_first="CREATE TABLE one (id bigint)")
    with pytest.raises(MigrationTrouble, match=r"0001_first\.sql was changed"):
        await migrate(empty, own)


async def test_a_database_newer_than_the_program_is_refused(empty: str, tmp_path: Path) -> None:
    own = folder(tmp_path, n0001_first="CREATE TABLE one (id int)")
    await migrate(empty, own)
    (own / "0001_first.sql").unlink()
    with pytest.raises(MigrationTrouble, match="newer than this program"):
        await migrate(empty, own)


async def test_a_migration_may_take_longer_than_any_other_statement(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "STATEMENT_SECONDS", 0.5)
    own = folder(tmp_path, n0001_first="SELECT pg_sleep(1)")
    assert [name.split("/")[1] for name in await migrate(empty, own)][-1] == "0001_first.sql"


async def test_a_second_run_waits_for_the_first_however_long_that_takes(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "STATEMENT_SECONDS", 0.5)
    own = folder(tmp_path, n0001_first="CREATE TABLE one (id int)")
    first = await asyncpg.connect(empty)
    try:
        await first.execute("SELECT pg_advisory_lock(hashtext('migrate'))")
        second = asyncio.create_task(migrate(empty, own))
        while not await first.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"):
            await first.execute("SELECT pg_sleep(0.02)")
        await first.execute("SELECT pg_sleep(1)")  # twice as long as a statement may take
        assert not second.done()
    finally:
        await first.close()
    assert [name.split("/")[1] for name in await second][-1] == "0001_first.sql"
