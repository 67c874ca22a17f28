"""Editions on the outcomes topic, for integrators."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiokafka import AIOKafkaConsumer

from services.evaluation.outcomes.settings import EvaluatorSettings
from services.evaluation.outcomes.site.publish import publish
from services.evaluation.outcomes.site.store import published
from shared.config.kafka import KafkaAccess
from shared.context.service_context import ServiceContext
from shared.kernel import topics
from tests.evaluation.brokers import SECONDS, Broker, has, live, until
from tests.evaluation.evaluator import people


async def test_editions_reach_the_outcomes_topic_only_when_subtracting_them_tells_of_nobody(
    broker: Broker, settings: EvaluatorSettings
) -> None:
    local = broker.locals[0]
    await broker.tell(0, *people(local, 12))
    async with live(settings) as (here, _), listening_to_outcomes(broker.access) as consumer:
        await until(has(settings, measure=24))
        assert await editions(here) == 1
        assert await editions(here) == 1  # nothing has changed
        await broker.tell(0, *people(local, 1, start=12))
        await until(has(settings, measure=26))
        assert await editions(here) == 1  # the difference would be one person
        await broker.tell(0, *people(local, 12, start=13))
        await until(has(settings, measure=50))
        assert await editions(here) == 2
        async with here.db.transaction() as tx:
            kept = (await published(tx))[0]
        async with asyncio.timeout(SECONDS):
            heard = [await consumer.getone() for _ in range(2)]
    assert {record.key for record in heard} == {b"ucla-3/week_12"}
    assert b'"n_paired":25' in (heard[1].value or b"")
    told = json.loads(heard[1].value or b"")
    assert (kept.baseline_mean, kept.change_sd) == (told["baseline_mean"], told["change_sd"])


@asynccontextmanager
async def listening_to_outcomes(access: KafkaAccess) -> AsyncIterator[AIOKafkaConsumer]:
    consumer = AIOKafkaConsumer(topics.OUTCOMES, **access.client(), auto_offset_reset="latest")
    await consumer.start()
    await consumer.seek_to_end()
    try:
        yield consumer
    finally:
        await consumer.stop()


async def editions(here: ServiceContext) -> int:
    """How many there are once whatever may be published is."""
    await publish(here)
    async with here.db.transaction() as tx:
        return len(await published(tx))
