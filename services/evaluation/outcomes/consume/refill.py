"""Every log from its first record to where it ended, poured into the shadow's tables by one process or by several."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from multiprocessing import get_context

import uvloop

from services.evaluation.outcomes.settings import EvaluatorSettings
from shared.kernel import topics
from shared.persistence.database import Database, connected
from shared.persistence.progress import Place

from . import store
from .batch import Batch
from .bulk import Bulk, LogTrouble, reading
from .projector import fold
from .shadow import SHADOW, pour, shadow_tables, sift

WORTH_A_PROCESS = 200_000  # records: below this, starting a second process takes as long as it saves
LOOK_EVERY = 0.5  # seconds between two looks at how far the other processes are

Tell = Callable[[int, int], None]
"""Told how many records have been taken, and of how many."""
Ends = Mapping[Place, int]
Logs = list[tuple[str, Bulk]]
"""By Local."""


@asynccontextmanager
async def refilled(
    settings: EvaluatorSettings, tell: Tell = lambda done, of: None, processes: int | None = None
) -> AsyncIterator[tuple[int, dict[Place, int]]]:
    """Fill the shadow tables from every log, beside the live ones. Gives the record count and the end of each log."""
    async with AsyncExitStack() as stack:
        stack.enter_context(calm())
        tables = asyncio.create_task(stack.enter_async_context(shadow_tables(settings.database_url.get_secret_value())))
        connecting = asyncio.create_task(stack.enter_async_context(_shadow(settings)))
        async with _logs(settings) as logs:
            looking = asyncio.create_task(_where_they_end(logs))
            await asyncio.wait((tables, connecting, looking))  # at once: each waits for somebody else
            tables.result()
            db, ends = connecting.result(), looking.result()
            if (several := processes or _worth(ends)) == 1:
                records = await _pour_all(logs, db, ends, tell)
            else:
                records = await _share_out(settings, logs, db, ends, tell, several)
        await sift(db)
        yield records, ends


@asynccontextmanager
async def _logs(settings: EvaluatorSettings, share: Ends | None = None) -> AsyncIterator[Logs]:
    """Every source's, or those that have a part in `share`."""
    async with AsyncExitStack() as stack:
        found = []
        for source in settings.sources:
            topic = topics.topic(source.local, "evaluation")
            if share is None or any(name == topic for name, _ in share):
                log = await stack.enter_async_context(reading(settings.kafka(source), topic))
                found.append((source.local, log))
        yield found


async def _where_they_end(logs: Logs) -> dict[Place, int]:
    """The next offset of every log of every source."""
    found: dict[Place, int] = {}
    for ends in await asyncio.gather(*(log.ends() for _, log in logs)):
        found |= ends
    return found


def _worth(ends: Ends) -> int:
    """Two, if there is enough to do for two and a second processor to do it."""
    alone = sum(ends.values()) < WORTH_A_PROCESS or len(ends) < 2 or (os.cpu_count() or 1) < 2
    return 1 if alone else 2


async def _share_out(
    settings: EvaluatorSettings, logs: Logs, db: Database, ends: Ends, tell: Tell, processes: int
) -> int:
    """The first share is this process's own: it begins while the others are still being started."""
    own, *others = shared_out(ends, processes)
    loop = asyncio.get_running_loop()
    watching = asyncio.create_task(_watch(db, sum(ends.values()), tell))
    try:
        with ProcessPoolExecutor(len(others) or 1, get_context("spawn")) as pool:
            elsewhere = [loop.run_in_executor(pool, _in_process, settings, share) for share in others]
            done = await asyncio.gather(_pour_all(logs, db, own, _nobody), *elsewhere)
    finally:
        watching.cancel()
    tell(sum(done), sum(ends.values()))
    return sum(done)


def shared_out(ends: Ends, processes: int) -> list[dict[Place, int]]:
    """Deal partitions out to processes so that each has about as many records, the longest first."""
    shares: list[dict[Place, int]] = [{} for _ in range(min(processes, len(ends)))]
    for place, end in sorted(ends.items(), key=lambda one: -one[1]):
        min(shares, key=lambda share: sum(share.values()))[place] = end
    return shares


def _in_process(settings: EvaluatorSettings, share: Ends) -> int:
    with calm():
        return uvloop.run(_pour_share(settings, share))


async def _pour_share(settings: EvaluatorSettings, share: Ends) -> int:
    async with _logs(settings, share) as logs, _shadow(settings) as db:
        return await _pour_all(logs, db, share, _nobody)


def _nobody(done: int, of: int) -> None:
    """Nobody is told: the first process looks for itself."""


async def _watch(db: Database, of: int, tell: Tell) -> None:
    """How far the other processes are, as their tables say."""
    while True:
        await asyncio.sleep(LOOK_EVERY)
        async with db.transaction() as tx:
            tell(sum((await store.reached(tx)).values()), of)


async def _pour_all(logs: Logs, db: Database, ends: Ends, tell: Tell) -> int:
    """Pour these logs up to these offsets, all Locals at once. Returns how many records there were."""
    taken = 0

    def wrote(batch: Batch) -> None:
        nonlocal taken
        taken += batch.size
        tell(taken, sum(ends.values()))

    try:
        async with asyncio.TaskGroup() as group:
            for local, log in logs:
                until = {place: end for place, end in ends.items() if place[0] == log.topic}
                log.begin(until)
                group.create_task(fold(log, db, local, {}, until, wrote, write=pour))
    except* LogTrouble as several:
        raise several.exceptions[0] from None
    return taken


@asynccontextmanager
async def _shadow(settings: EvaluatorSettings) -> AsyncIterator[Database]:
    async with connected(store.in_schema(settings.database_url.get_secret_value(), SHADOW), most=10) as db:
        yield db


@contextmanager
def calm() -> Iterator[None]:
    """Keep the garbage collector quiet while a rebuild makes many objects.

    What is there already stays: the collector need not look at it again and again. Collecting once more before, as a
    service does when it starts, would take as long as ten thousand records. Two batches of records are some hundred
    thousand objects, and none of them is in a circle: fewer are not worth a look.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(1_000_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
