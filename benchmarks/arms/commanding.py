"""One command, "set a goal", down to its commit: with the outbox as the product writes it, without, and by pgbench."""

import asyncio
import inspect
import json
import re
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID, uuid4

from benchmarks.outboxes import AT, goal
from benchmarks.run import Run
from benchmarks.worker import Given, Once
from deploy.local.postgres import binaries
from services.journey.core.store import recording
from services.journey.recording import record
from shared.events import Event, GoalSet, JourneyOpened
from shared.persistence import inbox
from shared.persistence.database import Transaction, connect, connected
from shared.persistence.outbox import Statement, _envelope

PEOPLE = 1000
NAMED = UUID("00000000-0000-4000-8000-000000000000").int
OUTBOX = ", numbered AS (INSERT INTO subject"


def person(number: int) -> tuple[UUID, UUID]:
    """The nth participant and their journey, the same in every arm."""
    return UUID(int=NAMED + number), UUID(int=NAMED + (1 << 32) + number)


async def open_journeys(url: str) -> None:
    async with connected(url) as db, db.transaction() as tx:
        for number in range(PEOPLE):
            participant, journey = person(number)
            await record(
                tx,
                JourneyOpened(
                    occurred_at=AT, participant_id=participant, journey_id=journey, referral_id=uuid4(),
                    link_worker_id=uuid4(),
                ),
            )  # fmt: skip


async def give_history(url: str, size: int) -> None:
    """As after `size` facts: their goals, their inbox rows, an outbox that was filled and emptied, many subjects."""
    connection = await connect(url)
    try:
        for start in range(0, size, 50_000):
            await connection.execute(HISTORY.format(first=start, last=min(size, start + 50_000) - 1), timeout=300)
            await connection.execute("DELETE FROM outbox", timeout=300)
        await connection.execute("VACUUM ANALYZE", timeout=300)
    finally:
        await connection.close()


HISTORY = """
WITH facts AS (SELECT gen_random_uuid() AS id, n FROM generate_series({first}, {last}) AS n),
     goals AS (INSERT INTO goal (id, journey_id, wording, importance, confidence, set_at)
               SELECT facts.id, journey.id, 'Go to the choir on Thursdays', 8, 5, now()
               FROM facts JOIN (SELECT id, row_number() OVER () - 1 AS place FROM journey) AS journey
                    ON journey.place = facts.n % 1000),
     heard AS (INSERT INTO inbox (message_id) SELECT id FROM facts),
     known AS (INSERT INTO subject (key, sequence) SELECT id::text, 1 FROM facts WHERE n % 20 = 0)
INSERT INTO outbox (event_id, type, stream, key, sequence, occurred_at, traceparent, body)
SELECT id, 'au.localconnections.GoalSet.v1', 'journey', id::text, n, now(), repeat('0', 55), repeat('x', 300)::bytea
FROM facts"""


def statement() -> Statement:
    """The very statement that `record` carries out for a goal."""
    (made,) = recording._made
    statements: dict[type[Event], Statement] = inspect.getclosurevars(made).nonlocals["statements"]
    return statements[GoalSet]


def without_outbox() -> Statement:
    """The same change alone."""
    whole = statement()
    change, found, _ = whole.sql.partition(OUTBOX)
    assert found, "the statement of `record` is built in another way now"
    return Statement(change + " SELECT count(*) FROM changed", whole.fields)  # noqa: S608


Command = Callable[[Transaction, Event], Awaitable[None]]


async def change_alone(tx: Transaction, event: Event) -> None:
    await tx.fetchval(CHANGE.sql, *(getattr(event, field) for field in CHANGE.fields))


CHANGE = without_outbox()


@asynccontextmanager
async def commands(given: Given, command: Command) -> AsyncIterator[Once]:
    """`size` commands by so many writers, each one statement or, if `whole`, a form's whole transaction."""
    url, writers, each = given["database"], given["writers"], given["size"] // given["writers"]
    connections = [await connect(url) for _ in range(writers)]

    async def write(connection: Any, place: int) -> None:
        for number in range(each):
            told = goal(*person((number * writers + place) % PEOPLE))
            if given["whole"]:
                async with connection.transaction():
                    if await inbox.first_time(connection, told.goal_id):
                        await command(connection, told)
            else:
                await command(connection, told)

    async def once() -> Run:
        await _sweep(url)
        began = time.perf_counter()
        await asyncio.gather(*(write(connection, place) for place, connection in enumerate(connections)))
        return Run(time.perf_counter() - began, each * writers)

    yield once
    for connection in connections:
        await connection.close()


async def _sweep(url: str) -> None:
    """The outbox as the relay leaves it, and nothing for the server to catch up with."""
    connection = await connect(url)
    try:
        await connection.execute("DELETE FROM outbox", timeout=300)
        await connection.execute("VACUUM outbox", timeout=300)
        await connection.execute("CHECKPOINT", timeout=300)
    finally:
        await connection.close()


@asynccontextmanager
async def ours(given: Given) -> AsyncIterator[Once]:
    """The product's `record`: the change and the fact in one statement."""
    async with commands(given, record) as once:
        yield once


@asynccontextmanager
async def without(given: Given) -> AsyncIterator[Once]:
    """The same change without telling anybody."""
    async with commands(given, change_alone) as once:
        yield once


@asynccontextmanager
async def asyncpg_alone(given: Given) -> AsyncIterator[Once]:
    """The product's statement through asyncpg with values made beforehand: what the client itself costs."""
    sql, fields = statement().sql, statement().fields
    values: list[list[Any]] = []

    async def prepared(connection: Transaction, _: Event) -> None:
        await connection.fetchval(sql, *values.pop())

    async with commands(given, prepared) as once:

        async def filled() -> Run:
            for number in range(given["size"]):
                told = goal(*person(number % PEOPLE))
                values.append([*(getattr(told, field) for field in fields), *_envelope(told)])
            return await once()

        yield filled


@asynccontextmanager
async def pgbench(given: Given) -> AsyncIterator[Once]:
    """PostgreSQL's own C client, prepared, with the same statement."""
    async with by_pgbench(given, statement()) as once:
        yield once


@asynccontextmanager
async def pgbench_without(given: Given) -> AsyncIterator[Once]:
    """The same change without telling anybody, by the C client: what telling costs the database itself."""
    async with by_pgbench(given, CHANGE) as once:
        yield once


@asynccontextmanager
async def by_pgbench(given: Given, told: Statement) -> AsyncIterator[Once]:
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(pgbench_script(told))
        script.flush()
        writers = given["writers"]
        command = [
            str(binaries() / "pgbench"), "-n", "-M", "prepared", "-f", script.name, "-c", str(writers), "-j",
            str(min(2, writers)), "-t", str(given["size"] // writers), given["database"],
        ]  # fmt: skip

        async def once() -> Run:
            await _sweep(given["database"])
            done = await asyncio.to_thread(subprocess.run, command, capture_output=True, text=True, check=True)
            rate = float(re.findall(r"tps = ([\d.]+)", done.stdout)[-1])
            assert re.findall(r"failed transactions: (\d+)", done.stdout) in ([], ["0"]), done.stdout
            return Run(given["size"] / rate, given["size"])

        yield once


def pgbench_script(command: Statement) -> str:
    """The statement with its values as pgbench can make them: a journey by chance, fresh ids, the rest as it is."""
    told = goal(*person(0))
    fields, envelope = command.fields, _envelope(told)
    literals: dict[int, str] = {}
    for place, (name, value) in enumerate(
        [*((field, getattr(told, field)) for field in fields), *((str(n), value) for n, value in enumerate(envelope))],
        1,
    ):
        literals[place] = _literal(name, value)
    sql = re.sub(r"\$(\d+)", lambda found: literals[int(found[1])], command.sql)
    return f"\\set n random(0, {PEOPLE - 1})\n" + " ".join(sql.split()) + ";\n"


def _literal(name: str, value: Any) -> str:
    low = "lpad(to_hex({} + :n), 12, '0')"
    if name == "goal_id" or name == "0":
        return "gen_random_uuid()"
    if name == "journey_id":
        return f"('00000000-0000-4000-8000-' || {low.format(1 << 32)})::uuid"
    if name == "3":  # the subject
        return f"('00000000-0000-4000-8000-' || {low.format(0)})"
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'::bytea"
    if isinstance(value, int | float):
        return json.dumps(value)
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'::text"
    return f"'{value.isoformat() if hasattr(value, 'isoformat') else value}'::timestamptz"
