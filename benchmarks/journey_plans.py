"""What the database means to do for each of the journey's pages."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg

from services.journey import store

from .journey_people import NOW, THUY, key, today


async def plans(url: str, people: int) -> str:
    """What the database does for the queries behind the pages."""
    connection = await asyncpg.connect(url)
    asked: list[tuple[str, str, tuple[Any, ...]]] = []
    name = ""

    class Told:
        """Stands in for a transaction, and notes what is asked."""

        async def fetch(self, sql: str, *args: Any) -> Any:
            asked.append((name, sql, args))
            return await connection.fetch(sql, *args)

        async def fetchrow(self, sql: str, *args: Any) -> Any:
            asked.append((name, sql, args))
            return await connection.fetchrow(sql, *args)

        async def fetchval(self, sql: str, *args: Any) -> Any:
            asked.append((name, sql, args))
            return await connection.fetchval(sql, *args)

    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
    tx: Any = Told()
    day, person = today(), key(1, people // 2)
    queries: dict[str, Callable[[], Awaitable[Any]]] = {
        "people of one": lambda: store.people_of(tx, THUY, day),
        "moments of one": lambda: store.moments_since(tx, THUY, NOW - timedelta(days=7)),
        "moments of all": lambda: store.moments_since(tx, None, NOW - timedelta(days=7)),
        "stages of all": lambda: store.stage_counts(tx, None, NOW, day),
        "who waits": lambda: store.waiting_counts(tx, None),
        "the Local": lambda: store.the_local(tx, NOW, day, 30),
        "clocks": lambda: store.waited(tx, NOW - timedelta(days=90)),
        "everybody": lambda: store.listed(tx, None, "", NOW, day, 0, 25),
        "far down": lambda: store.listed(tx, None, "", NOW, day, people // 2, 25),
        "who plans": lambda: store.listed(tx, None, "planning", NOW, day, 0, 25),
        "who pauses": lambda: store.listed(tx, None, "paused", NOW, day, 0, 25),
        "who is quiet": lambda: store.listed(tx, None, "quiet", NOW, day, 0, 25),
        "a story": lambda: store.story(tx, person, None, offset=0, most=12),
        "its counts": lambda: store.story_counts(tx, person),
    }
    for name, work in queries.items():  # noqa: B007 - Told notes it
        await work()
    told = [await _explained(connection, *each) for each in asked]
    await connection.close()
    return "\n\n".join(told)


async def _explained(connection: Any, name: str, sql: str, args: tuple[Any, ...]) -> str:
    rows = await connection.fetch(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, SUMMARY ON) {sql}", *args)
    return f"== {name}\n" + "\n".join(row[0] for row in rows)
