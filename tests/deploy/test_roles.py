"""Whom a service works as can read and write what it needs, and can neither change tables nor what has to stay."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import asyncpg
import pytest

from deploy.cli.config import secrets
from deploy.cli.outcomes import _rebuild
from deploy.kafka import databases
from deploy.kafka.databases import ServiceDatabase, Two
from deploy.kafka.prepare import secret
from deploy.local.stack import Stack
from deploy.local.trouble import CliError
from services.evaluation.outcomes.consume.rebuild import rebuild
from services.evaluation.outcomes.settings import EvaluatorSettings
from shared.kernel import topics
from shared.persistence import access_log, inbox
from shared.persistence.database import migrate
from tests.doors import NOON, STAFF

from .commands import Said, lc

PLACES = [databases.place("latrobe", service) for service in topics.SERVICES] + [databases.outcomes()]
FORBIDDEN = (
    "DROP TABLE audit",
    "TRUNCATE audit",
    "UPDATE audit SET what = 'nothing'",
    "DELETE FROM audit",
    "ALTER TABLE audit DISABLE TRIGGER ALL",
    "DELETE FROM migration",
    "UPDATE migration SET checksum = ''",
    "INSERT INTO migration (name, checksum) VALUES ('one', 'two')",
    "TRUNCATE outbox",
    "DROP TABLE inbox",
    "ALTER TABLE outbox ADD COLUMN more text",
    "CREATE TABLE more (id int)",
    "CREATE TEMPORARY TABLE more (id int)",
    "CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE OR REPLACE FUNCTION heard(message uuid, person uuid) RETURNS text LANGUAGE sql AS $$ SELECT 'first' $$",
    "CREATE SCHEMA more",
    "CREATE INDEX more ON outbox (key)",
    "DROP FUNCTION heard(uuid, uuid)",
    "ALTER TABLE audit OWNER TO CURRENT_USER",
    "CREATE ROLE more",
)


@pytest.fixture(scope="module")
def made(stack: Stack) -> Iterator[Stack]:
    asyncio.run(databases.make(stack.postgres_url, PLACES, lambda role: password(stack, role), stack.database_url))
    yield stack
    asyncio.run(databases.drop(stack.postgres_url, PLACES))


def password(stack: Stack, role: str) -> str:
    return secret(stack, f"postgres:{role}")


def url(stack: Stack, place: ServiceDatabase, role: str) -> str:
    return stack.database_url(place.name, role, password(stack, role))


@pytest.fixture
async def at_work(made: Stack, request: pytest.FixtureRequest) -> AsyncIterator[asyncpg.Connection]:
    place: ServiceDatabase = request.param
    connection = await asyncpg.connect(url(made, place, place.name))
    yield connection
    await connection.close()


def each_place(*places: ServiceDatabase) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("at_work", places, indirect=True, ids=lambda place: place.name)


async def is_refused(connection: asyncpg.Connection, sql: str) -> bool:
    try:
        await connection.execute(sql)
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False


@each_place(*PLACES)
async def test_whom_a_service_works_as_can_change_no_table_and_nothing_that_has_to_stay(
    at_work: asyncpg.Connection,
) -> None:
    assert [sql for sql in FORBIDDEN if not await is_refused(at_work, sql)] == []
    assert not await at_work.fetchval("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
    assert await at_work.fetchval("SELECT count(*) FROM migration") > 3


@each_place(*PLACES)
async def test_it_reads_and_writes_every_table_that_is_its_own(at_work: asyncpg.Connection) -> None:
    able = await at_work.fetch(
        "SELECT schemaname || '.' || tablename AS name,"
        " array_agg(each) FILTER (WHERE has_table_privilege(schemaname || '.' || tablename, each)) AS may"
        " FROM pg_tables, unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS each"
        " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') GROUP BY 1"
    )
    may = {row["name"]: set(row["may"] or ()) for row in able}
    assert may.pop("public.audit") == {"SELECT", "INSERT"}
    assert may.pop("public.migration") == {"SELECT"}
    assert may
    assert all(rights == {"SELECT", "INSERT", "UPDATE", "DELETE"} for rights in may.values()), may


@each_place(PLACES[1])
async def test_looks_are_noted_and_commands_are_granted_once(at_work: asyncpg.Connection) -> None:
    from shared.kernel.staff import read

    lead = read(STAFF, "brimbank")[5]
    async with at_work.transaction():
        await access_log.looked(at_work, lead, lead.id, "person", NOON)
        assert await inbox.first_time(at_work, lead.id, b"words")
        assert not await inbox.first_time(at_work, lead.id, b"words")
    assert (await access_log.chain(at_work, ())).whole


async def test_a_database_from_before_there_were_owners_is_handed_over_with_all_it_holds(stack: Stack) -> None:
    place = ServiceDatabase("lc_older_practice", databases.place("brimbank", "practice").migrations)
    two = Two(place.name, (place.name, "its-password"), (place.owner, "the-owners-password"))
    superuser = await asyncpg.connect(stack.postgres_url)
    try:
        await superuser.execute(f"CREATE ROLE {place.name} LOGIN PASSWORD 'its-password'")
        await superuser.execute(f"CREATE DATABASE {place.name} OWNER {place.name}")
        as_it_was = stack.database_url(place.name, place.name, "its-password")
        await migrate(as_it_was, place.migrations)
        at_work = await asyncpg.connect(as_it_was)
        await at_work.execute("INSERT INTO inbox (message_id) VALUES (gen_random_uuid())")
        said = await databases.apply(stack.postgres_url, two)
        assert said == [f"role {place.owner}", f"database {place.name} given to its owner"]
        assert await databases.apply(stack.postgres_url, two) == []
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await at_work.execute("TRUNCATE audit")
        await at_work.execute("INSERT INTO inbox (message_id) VALUES (gen_random_uuid())")
        assert await at_work.fetchval("SELECT count(*) FROM inbox") == 2
        await at_work.close()
        owner = stack.database_url(place.name, place.owner, "the-owners-password")
        assert await migrate(owner, place.migrations, works_as=place.name) == []
    finally:
        await superuser.execute(f"DROP DATABASE IF EXISTS {place.name} WITH (FORCE)")
        await superuser.execute(f"DROP ROLE IF EXISTS {place.name}, {place.owner}")
        await superuser.close()


@pytest.fixture
def local(stack: Stack, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A new Local's environment, with the secrets that `lc config secrets` makes."""
    folder = tmp_path / "secrets"
    secrets(folder, urlsplit(stack.postgres_url).netloc.rpartition("@")[2])
    (folder / "postgres_url").write_text(stack.postgres_url)
    found = {
        "LC_LOCAL": "brimbank",
        "LC_LOCAL_NAME": "Brimbank",
        "LC_PHONE": "03 9448 5522",
        "LC_STAFF_FILE": str(STAFF),
    }
    found |= {"LC_KAFKA_BOOTSTRAP": "127.0.0.1:1", "LC_POSTGRES_URL_FILE": str(folder / "postgres_url")}
    found |= {f"LC_{name}_FILE": str(folder / name.lower()) for name in ("SECRET", "PSEUDONYM_KEY")}
    for service in topics.SERVICES:
        for what in ("database_url", "owner_url", "kafka_password"):
            found[f"LC_{service.upper()}__{what.upper()}_FILE"] = str(folder / f"{service}_{what}")
    yield found
    names = [f"lc_{service}" for service in topics.SERVICES]
    asyncio.run(databases.drop(stack.postgres_url, [ServiceDatabase(name, Path()) for name in names]))


def test_a_local_makes_its_databases_and_keeps_its_services_from_the_tables(
    local: dict[str, str], tmp_path: Path
) -> None:
    def does(*words: str) -> Said:
        return lc(*words, state=tmp_path, **local)

    first = does("databases", "apply")
    assert first.returncode == 0, first.stderr
    assert "database lc_journey" in first.stdout
    assert does("databases", "apply").stderr == "Everything is as it should be.\n"
    at_work = {name: value for name, value in local.items() if "OWNER" not in name}
    refused = lc("migrate", state=tmp_path, **at_work)
    assert (refused.returncode, "only the tables' owner may migrate" in refused.stderr) == (1, True)
    assert "journey: journey/0001_journey.sql" in does("migrate").stdout
    assert does("migrate").stderr == "Everything is up to date.\n"
    journey = Path(local["LC_JOURNEY__DATABASE_URL_FILE"]).read_text().strip()

    async def asks(address: str, sql: str) -> None:
        connection = await asyncpg.connect(address)
        try:
            await connection.execute(sql)
        finally:
            await connection.close()

    asyncio.run(asks(journey, "SELECT * FROM journey"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        asyncio.run(asks(journey, "DELETE FROM audit"))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        asyncio.run(asks(urlunsplit(urlsplit(journey)._replace(path="/lc_referral")), "SELECT 1"))


def test_migrating_before_the_owner_is_there_says_what_makes_it(local: dict[str, str], tmp_path: Path) -> None:
    said = lc("migrate", state=tmp_path, **local)
    assert (said.returncode, "`lc databases apply` makes both" in said.stderr) == (1, True), said.stderr


def test_an_owner_that_is_missing_or_the_same_is_named(local: dict[str, str], tmp_path: Path) -> None:
    without = {name: value for name, value in local.items() if name != "LC_JOURNEY__OWNER_URL_FILE"}
    said = lc("databases", "apply", state=tmp_path, **without)
    assert (said.returncode, said.stderr.split(":")[0]) == (1, "LC_JOURNEY__OWNER_URL is missing")
    same = local | {"LC_JOURNEY__OWNER_URL_FILE": local["LC_JOURNEY__DATABASE_URL_FILE"]}
    assert "and another role" in lc("databases", "apply", state=tmp_path, **same).stderr


async def test_the_evaluator_goes_on_at_work_in_tables_that_the_owner_has_rebuilt(made: Stack) -> None:
    place = databases.outcomes()
    settings = EvaluatorSettings.model_validate(
        {
            "secret": "only-for-tests-" + "s" * 24, "staff_file": STAFF, "kafka_bootstrap": made.kafka_bootstrap,
            "kafka_password": "none", "sources": [],
            "database_url": url(made, place, place.name), "owner_url": url(made, place, place.owner),
        }
    )  # fmt: skip
    alone = settings.model_copy(update={"owner_url": None})
    with pytest.raises(CliError, match="give LC_OWNER_URL"):
        await _rebuild(alone, replace=True)
    assert (await rebuild(settings, replace=True)).replaced
    connection = await asyncpg.connect(url(made, place, place.name))
    try:
        assert await connection.fetchval("SELECT count(*) FROM outcomes.measure") == 0
        await connection.execute("DELETE FROM outcomes.measure")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("TRUNCATE outcomes.measure")
    finally:
        await connection.close()
