"""The stack that every other test stands on."""

from collections.abc import Awaitable, Callable

import asyncpg

from deploy.local import Stack


async def test_a_fresh_database_is_empty_and_gone_afterwards(
    stack: Stack, fresh_database: Callable[[str], Awaitable[str]]
) -> None:
    connection = await asyncpg.connect(await fresh_database("journey"))
    assert await connection.fetchval("SELECT count(*) FROM outbox") == 0
    assert await connection.fetchval("SHOW max_connections") == "400"
    assert await connection.fetchval("SHOW fsync") == "on"
    await connection.close()
