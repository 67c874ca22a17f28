"""What time does and cannot do is told on the operator's page with the remedy, until it is done again."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

import pytest

from services.practice.app import service as practice
from shared.app import service
from shared.config.kafka import KafkaAccess
from shared.context.service_context import ServiceContext
from shared.context.status import status
from shared.kernel.clock import Clock
from shared.persistence.database import connected


async def test_a_clock_over_a_database_that_lacks_a_table_says_so_and_how_to_mend_it(
    fresh_database: Callable[[str], Awaitable[str]], kafka: KafkaAccess, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "TICK_EVERY", 0.05)
    async with connected(await fresh_database("practice")) as db:
        here = ServiceContext("practice", "brimbank", None, Clock(), db)

        async def is_due(_: ServiceContext) -> int:
            async with db.transaction() as tx:
                return len(await tx.fetch("SELECT * FROM becomes_due"))

        async def troubles(some: bool) -> list[str]:
            async with asyncio.timeout(20):
                while True:
                    async with db.transaction() as tx:
                        found = (await status(tx, here)).troubles
                    if bool(found) is some:
                        return found
                    await asyncio.sleep(0.05)

        parts = replace(practice, clock=(is_due,))
        ticking = asyncio.create_task(service._tick_for_ever(parts, here, kafka))
        words = "What falls due is not done: the database is older than this program; `lc migrate` brings it up."
        assert await troubles(True) == [words]
        async with db.transaction() as tx:
            await tx.execute("CREATE TABLE becomes_due (id int)")
        assert await troubles(False) == []
        ticking.cancel()
        with suppress(asyncio.CancelledError):
            await ticking
