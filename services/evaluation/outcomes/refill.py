"""Every log from its first record to where it ended, poured into the shadow's tables by one process or by several."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from multiprocessing import get_context

import uvloop

from shared import topics
from shared.database import Database, connected
from shared.progress import Place
from shared.service import calm_collector
from shared.settings import EvaluatorSettings, Source

from . import store
from .batch import Batch
from .projector import listening, project
from .shadow import SHADOW, pour, shadow_tables, sift

WORTH_A_PROCESS = 200_000  # records: below this, starting a second process takes as long as it saves
LOOK_EVERY = 0.5  # seconds between two looks at how far the other processes are

Tell = Callable[[int, int], None]
"""Told how many records have been taken, and of how many."""
Ends = Mapping[Place, int]


@asynccontextmanager
async def refilled(
    settings: EvaluatorSettings, tell: Tell = lambda done, of: None, processes: int | None = None
) -> AsyncIterator[tuple[int, dict[Place, int]]]:
    """The tables as they should be, beside the live ones: how many records that took, and where each log ended."""
    url = settings.database_url.get_secret_value()
    async with shadow_tables(url):
        ends = await where_they_end(settings)
        records = await _fill(settings, ends, tell, processes or _worth(ends))
        await sift(url)
        yield records, ends


async def where_they_end(settings: EvaluatorSettings) -> dict[Place, int]:
    """The next offset of every log of every source."""
    found: dict[Place, int] = {}
    for source in settings.sources:
        async with listening(settings, source) as consumer:
            for part, end in (await consumer.end_offsets(list(consumer.assignment()))).items():
                found[part.topic, part.partition] = end
    return found


def _worth(ends: Ends) -> int:
    """Two, if there is enough to do for two and a second processor to do it."""
    alone = sum(ends.values()) < WORTH_A_PROCESS or len(ends) < 2 or (os.cpu_count() or 1) < 2
    return 1 if alone else 2


async def _fill(settings: EvaluatorSettings, ends: Ends, tell: Tell, processes: int) -> int:
    if processes == 1:
        with _calm():
            return await fill_share(settings, ends, tell)
    shares = shared_out(ends, processes)
    loop = asyncio.get_running_loop()
    watching = asyncio.create_task(_watch(settings, sum(ends.values()), tell))
    try:
        with ProcessPoolExecutor(len(shares), get_context("spawn")) as pool:
            done = await asyncio.gather(*(loop.run_in_executor(pool, _in_process, settings, share) for share in shares))
    finally:
        watching.cancel()
    tell(sum(done), sum(ends.values()))
    return sum(done)


def shared_out(ends: Ends, processes: int) -> list[dict[Place, int]]:
    """Partitions dealt out so that every process has about as many records; the longest first."""
    shares: list[dict[Place, int]] = [{} for _ in range(min(processes, len(ends)))]
    for place, end in sorted(ends.items(), key=lambda one: -one[1]):
        min(shares, key=lambda share: sum(share.values()))[place] = end
    return shares


def _in_process(settings: EvaluatorSettings, share: Ends) -> int:
    calm_collector()
    return uvloop.run(fill_share(settings, share, lambda done, of: None))


async def _watch(settings: EvaluatorSettings, of: int, tell: Tell) -> None:
    """How far the other processes are, as their tables say."""
    async with _shadow(settings) as db:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            async with db.transaction() as tx:
                tell(sum((await store.reached(tx)).values()), of)


async def fill_share(settings: EvaluatorSettings, share: Ends, tell: Tell) -> int:
    """Pour these partitions up to these offsets, all Locals at once. Returns how many records there were."""
    taken = 0

    def wrote(batch: Batch) -> None:
        nonlocal taken
        taken += batch.size
        tell(taken, sum(share.values()))

    async with _shadow(settings) as db, asyncio.TaskGroup() as group:
        for source, parts in _by_source(settings, share):
            group.create_task(_pour_source(settings, source, parts, db, share, wrote))
    return taken


async def _pour_source(
    settings: EvaluatorSettings,
    source: Source,
    parts: Collection[int],
    db: Database,
    share: Ends,
    wrote: Callable[[Batch], None],
) -> None:
    async with listening(settings, source, parts) as consumer:
        own = {(part.topic, part.partition) for part in consumer.assignment()}
        until = {place: end for place, end in share.items() if place in own}
        await project(consumer, db, source.local, until, wrote, write=pour)


def _by_source(settings: EvaluatorSettings, share: Ends) -> Iterator[tuple[Source, list[int]]]:
    for source in settings.sources:
        if parts := [part for topic, part in share if topic == topics.topic(source.local, "evaluation")]:
            yield source, parts


@asynccontextmanager
async def _shadow(settings: EvaluatorSettings) -> AsyncIterator[Database]:
    async with connected(store.in_schema(settings.database_url.get_secret_value(), SHADOW), most=10) as db:
        yield db


@contextmanager
def _calm() -> Iterator[None]:
    """As `calm_collector`, for as long as it takes."""
    before = gc.get_threshold()
    calm_collector()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
