"""Asks the broker, now and then, what a listener needs to know: that nothing comes says nothing."""

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from shared.config.kafka import KafkaAccess
from shared.persistence.progress import OffsetTracker

from .probe import NOT_THERE, because

LOOK_SECONDS = 5.0  # the answer comes behind that of a fetch, which may take two
log = structlog.get_logger()
NO_PART = "no part of any topic is given to this process: others of its group hear them all"


async def look(consumer: Any, names: Sequence[str], progress: OffsetTracker, access: KafkaAccess) -> None:
    """Does the broker answer, are the topics there, may we read them, and where does each end? Notes what it finds."""
    found = await asyncio.gather(*(_ends(consumer, name, progress, access) for name in names))
    troubles = [why for why in found if why]
    if not troubles and not consumer.assignment():
        troubles = [NO_PART]
    line = progress.line("listening", access.bootstrap)
    if troubles:
        why = "; ".join(dict.fromkeys(troubles))
        if why != line.why:
            log.warning("not listening", reason=why)
        line.fails(why)
    else:
        line.works()


async def _ends(consumer: Any, topic: str, progress: OffsetTracker, access: KafkaAccess) -> str | None:
    """Note where the logs of one topic end that are ours to hear. What keeps us from knowing, in words."""
    parts = consumer.partitions_for_topic(topic)
    if not parts:
        consumer._client.force_metadata_update()  # so that it is found when it is made
        return NOT_THERE.format(topic=topic)
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            ends = await consumer.end_offsets([TopicPartition(topic, part) for part in parts])
    except (KafkaError, IllegalStateError, TimeoutError) as trouble:
        gone = not consumer.partitions_for_topic(topic)
        return NOT_THERE.format(topic=topic) if gone else await because(trouble, access)
    for place in consumer.assignment() & ends.keys():
        progress.ends_at((topic, place.partition), ends[place])
    return None
