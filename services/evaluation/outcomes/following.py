"""The live projection: every Local's log is followed for ever, and how that goes is known."""

import asyncio
from dataclasses import dataclass, field

import asyncpg
import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

from shared.bus import PASSING_TROUBLE
from shared.database import Database
from shared.how_far import Gone
from shared.progress import Progress
from shared.settings import EvaluatorSettings, Source

from . import store
from .batch import Batch
from .projector import listening, project

PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
log = structlog.get_logger()


@dataclass
class Following:
    """How the live projection is doing, for its pages and for the publisher."""

    progress: Progress
    troubles: dict[str, str] = field(default_factory=dict)
    """By Local, what keeps its log from being read just now."""
    arrived: float = 0.0
    """When something was last written (the event loop's clock, seconds)."""

    def looked(self, consumer: AIOKafkaConsumer) -> None:
        """Note where the logs end, as the broker last said."""
        for part in consumer.assignment():
            if (end := consumer.highwater(part)) is not None:
                self.progress.ends[part.topic, part.partition] = end

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
    failures = 0
    while True:
        try:
            async with listening(settings, source) as consumer:
                failures = 0
                await _say_where_we_stand(consumer, db, following)
                following.troubles.pop(source.local, None)
                await project(
                    consumer, db, source.local, wrote=following.wrote, looked=lambda: following.looked(consumer)
                )
        except Gone as gone:
            following.troubles[source.local] = f"{gone} before they were counted"
            log.error("projector stops", local=source.local, reason=str(gone))
            await asyncio.sleep(PAUSES[-1])
        except (store.Overtaken, KafkaError, asyncpg.PostgresError, *PASSING_TROUBLE) as trouble:
            following.troubles[source.local] = type(trouble).__name__
            log.warning("projector begins again", local=source.local, error=type(trouble).__name__)
            await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
            failures += 1


async def _say_where_we_stand(consumer: AIOKafkaConsumer, db: Database, following: Following) -> None:
    async with db.transaction() as tx:
        reached = await store.reached(tx)
    for part, end in (await consumer.end_offsets(list(consumer.assignment()))).items():
        following.progress.ends[part.topic, part.partition] = end
        if offset := reached.get((part.topic, part.partition)):
            following.progress.handled(part.topic, part.partition, offset - 1)
