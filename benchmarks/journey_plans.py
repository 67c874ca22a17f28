"""What the database means to do for each of the journey's pages."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import asyncpg

from services.journey.caseload.store import lists as lists_store
from services.journey.core.store import people as people_store
from services.journey.moments import store as moments_store
from services.journey.timeline.store import story as story_store

from .journey_people import NOW, THUY, key, today


class Noting:
    """Stands in for a transaction, and notes what is asked."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.asked: list[tuple[str, tuple[Any, ...]]] = []

    async def fetch(self, sql: str, *args: Any) -> Any:
        self.asked.append((sql, args))
        return await self._connection.fetch(sql, *args)

    async def fetchrow(self, sql: str, *args: Any) -> Any:
        self.asked.append((sql, args))
        return await self._connection.fetchrow(sql, *args)

    async def fetchval(self, sql: str, *args: Any) -> Any:
        self.asked.append((sql, args))
        return await self._connection.fetchval(sql, *args)


async def plans(url: str, people: int) -> str:
    """What the database does for the queries behind the pages."""
    connection = await asyncpg.connect(url)
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)
    day, person = today(), key(1, people // 2)
    queries: dict[str, Callable[[Any], Awaitable[Any]]] = {
        "people of one": lambda tx: people_store.people_of(tx, THUY, day),
        "moments of one": lambda tx: moments_store.moments_since(tx, THUY, NOW - timedelta(days=7)),
        "moments of all": lambda tx: moments_store.moments_since(tx, None, NOW - timedelta(days=7)),
        "stages of all": lambda tx: lists_store.stage_counts(tx, None, NOW, day),
        "who waits": lambda tx: lists_store.waiting_counts(tx, None),
        "the Local": lambda tx: lists_store.the_local(tx, NOW, day, 30),
        "clocks": lambda tx: lists_store.waited(tx, NOW - timedelta(days=90)),
        "everybody": lambda tx: lists_store.listed(tx, None, "", NOW, day, 0, 25),
        "far down": lambda tx: lists_store.listed(tx, None, "", NOW, day, people // 2, 25),
        "who plans": lambda tx: lists_store.listed(tx, None, "planning", NOW, day, 0, 25),
        "who pauses": lambda tx: lists_store.listed(tx, None, "paused", NOW, day, 0, 25),
        "who is quiet": lambda tx: lists_store.listed(tx, None, "quiet", NOW, day, 0, 25),
        "a story": lambda tx: story_store.story(tx, person, None, offset=0, most=12),
        "its counts": lambda tx: story_store.story_counts(tx, person),
    }
    told = []
    for name, work in queries.items():
        noting = Noting(connection)
        await work(noting)
        told += [await _explained(connection, name, *asked) for asked in noting.asked]
    await connection.close()
    return "\n\n".join(told)


async def _explained(connection: Any, name: str, sql: str, args: tuple[Any, ...]) -> str:
    rows = await connection.fetch(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, SUMMARY ON) {sql}", *args)
    return f"== {name}\n" + "\n".join(row[0] for row in rows)
