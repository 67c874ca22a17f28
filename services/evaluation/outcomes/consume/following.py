"""The live projection: every Local's log is followed for ever, and how that goes is known."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any

import asyncpg
import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, UnknownTopicOrPartitionError

from services.evaluation.outcomes.settings import EvaluatorSettings, Source
from shared.kernel import topics
from shared.kernel.lines import QUIET, BrokerLoop
from shared.messaging.probe import because
from shared.persistence.database import TRANSIENT_ERRORS, Database
from shared.persistence.how_far import Overtaken, RecordsGone
from shared.persistence.progress import OffsetTracker

from . import store
from .batch import Batch
from .projector import listening, project

LOOK_EVERY = 10.0  # seconds
LOOK_SECONDS = 5.0  # the answer comes behind that of a fetch, which may take half a second
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
log = structlog.get_logger()


@dataclass
class Following:
    """How the live projection is doing, for its pages and for the publisher."""

    progress: OffsetTracker
    arrived: float = 0.0
    """When something was last written (the event loop's clock, seconds)."""

    @property
    def troubles(self) -> dict[str, str]:
        """By Local, what keeps its log from being read just now; one that has only just begun is in none."""
        lines = [line for line in self.progress.lines.values() if line.source]
        return {
            line.source: line.trouble or ""
            for line in lines
            if line.why or not (line.open or (line.worked is None and line.silent < QUIET))
        }

    def looked(self, consumer: AIOKafkaConsumer) -> None:
        """Note where the logs end, as the broker last said."""
        for part in consumer.assignment():
            if (end := consumer.highwater(part)) is not None:
                self.progress.ends_at((part.topic, part.partition), end)

    def wrote(self, batch: Batch) -> None:
        for (topic, part), (_, end) in batch.moves.items():
            self.progress.handled(topic, part, end - 1)
        self.progress.counts["handled"] += batch.size
        self.progress.counts["parked"] += len(batch.parked)
        self.progress.counts["deduplicated"] += batch.repeated
        if again := sum(not self.progress.in_order(*one) for one in batch.numbers):
            log.warning("a teller counts again from an older number", local=batch.local, facts=again)
        self.arrived = asyncio.get_running_loop().time()


async def follow(settings: EvaluatorSettings, source: Source, db: Database, following: Following) -> None:
    """Follow one Local's log for ever. Whatever goes wrong: let go, wait, begin again from where the tables stand."""
    failures, access = 0, settings.kafka(source)
    topic = topics.topic(source.local, "evaluation")
    line = following.progress.line("reading", access.bootstrap, source.local)
    while True:
        try:
            async with listening(settings, source) as consumer:
                failures = 0
                await _say_where_we_stand(consumer, db, following)
                await _whichever_ends(
                    _look_for_ever(consumer, topic, following, line),
                    project(
                        consumer, db, source.local, wrote=following.wrote, looked=lambda: following.looked(consumer)
                    ),
                )
        except RecordsGone as gone:
            line.fails(f"{gone}: see `lc outcomes status`")
            log.error("projector stops", local=source.local, reason=str(gone))
            await asyncio.sleep(PAUSES[-1])
        except (Overtaken, KafkaError, asyncpg.PostgresError, *TRANSIENT_ERRORS) as trouble:
            why = await because(trouble, access, [topic])
            line.fails(why)
            log.warning("projector begins again", local=source.local, error=type(trouble).__name__, reason=why)
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1


async def _say_where_we_stand(consumer: AIOKafkaConsumer, db: Database, following: Following) -> None:
    async with db.transaction() as tx:
        reached = await store.reached(tx)
    for part in consumer.assignment():
        following.progress.handled(part.topic, part.partition, reached.get((part.topic, part.partition), 0) - 1)


async def _look_for_ever(consumer: AIOKafkaConsumer, topic: str, following: Following, line: BrokerLoop) -> None:
    """Ask the broker now and then where the log ends: that nothing comes says nothing.

    Ends if it does not answer, or if the log has become shorter.
    """
    ends: dict[TopicPartition, int] = {}
    while True:
        parts = consumer.assignment()
        if not parts:
            raise UnknownTopicOrPartitionError(topic)
        async with asyncio.timeout(LOOK_SECONDS):
            for part, end in (await consumer.end_offsets(list(parts))).items():
                if end < ends.get(part, 0):
                    raise Overtaken
                ends[part] = end
                following.progress.ends_at((part.topic, part.partition), end)
        line.works()
        await asyncio.sleep(LOOK_EVERY)


async def _whichever_ends(*work: Coroutine[Any, Any, Any]) -> None:
    """All of it at once, until one of them ends or breaks."""
    tasks = [asyncio.create_task(one) for one in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
