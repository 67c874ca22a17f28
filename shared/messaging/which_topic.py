"""Which topic a name stands for: one that was deleted and made again has the same name and another id."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

from confluent_kafka import KafkaException, TopicCollection
from confluent_kafka.admin import AdminClient

from shared.config.kafka import KafkaAccess

SECONDS = 5.0
AskIds = Callable[[KafkaAccess, Collection[str]], Awaitable[dict[str, str]]]


async def topic_ids(access: KafkaAccess, names: Collection[str]) -> dict[str, str]:
    """The id of each of these topics that the broker tells of; aiokafka does not know them.

    Nothing for a topic that is not there or not shown, for a broker that has no such ids, and where none answers in
    time: what is not known is compared with nothing.
    """
    client = await asyncio.to_thread(AdminClient, access.librdkafka())
    asked = client.describe_topics(TopicCollection(sorted(names)), request_timeout=SECONDS)
    found: dict[str, str] = {}
    for name, answer in asked.items():
        try:
            told = (await asyncio.wrap_future(answer)).topic_id
        except KafkaException:
            continue
        if told.get_most_significant_bits() or told.get_least_significant_bits():
            found[name] = str(told)
    return found
