"""procrastinate: a job deferred in PostgreSQL and carried out by a worker that is told by NOTIFY."""

import asyncio
import random
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import procrastinate
from psycopg_pool import AsyncConnectionPool

from benchmarks.run import Run
from benchmarks.worker import Given, Once

RATE = 100.0  # a second, at random moments
WARM = 300


@asynccontextmanager
async def deferred(given: Given) -> AsyncIterator[Once]:
    """From a job's commit to the commit of the one row it writes. The job stands for the fact: no state beside it."""
    app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=given["database"]))
    handled: dict[str, float] = {}
    pool = AsyncConnectionPool(given["database"], min_size=1, max_size=4, open=False)

    @app.task(name="note")
    async def note(goal_id: str, wording: str, importance: int, confidence: int) -> None:
        async with pool.connection() as connection:
            await connection.execute("INSERT INTO effect (goal_id) VALUES (%s)", (goal_id,))
        handled[goal_id] = time.perf_counter()

    async def at_random_moments(size: int) -> Run:
        told: dict[str, float] = {}
        chance = random.Random(size)

        async def one() -> None:
            which = str(uuid4())
            await note.defer_async(
                goal_id=which, wording="Go to the choir on Thursdays and stay for the tea", importance=8, confidence=5
            )
            told[which] = time.perf_counter()

        began = time.perf_counter()
        due, tasks = began, []
        for _ in range(size):
            due += chance.expovariate(RATE)
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(one()))
        await asyncio.gather(*tasks)
        async with asyncio.timeout(30):
            while not told.keys() <= handled.keys():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        cuts = statistics.quantiles(((handled[which] - at) * 1000 for which, at in told.items()), n=100)
        return Run(time.perf_counter() - began, size, figures={"p50": cuts[49], "p99": cuts[98]})

    await pool.open()
    async with pool.connection() as connection:
        await connection.execute("CREATE TABLE effect (goal_id uuid PRIMARY KEY)")
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        worker = asyncio.create_task(app.run_worker_async(install_signal_handlers=False))
        await asyncio.sleep(0.5)
        await at_random_moments(WARM)
        yield lambda: at_random_moments(given["size"])
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)
    await pool.close()
