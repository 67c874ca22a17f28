"""The projection on a real broker: it follows, rebuilds to the same, is replaced by a rebuilt one, publishes."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete

from deploy.local.stack import Stack
from services.evaluation.outcomes.consume import following
from services.evaluation.outcomes.consume.following import Following
from services.evaluation.outcomes.consume.rebuild import rebuild
from services.evaluation.outcomes.consume.refill import shared_out
from services.evaluation.outcomes.site.publish import publish
from services.evaluation.outcomes.site.status import standing
from services.evaluation.outcomes.site.store import published
from shared.config.kafka import KafkaAccess
from shared.config.settings import EvaluatorSettings
from shared.context.service_context import ServiceContext
from shared.kernel import lines, topics
from tests.doors import Client
from tests.evaluation.brokers import SECONDS, Broker, counted, has, live, made, until
from tests.evaluation.evaluator import opened, people, settings_for
from tests.evaluation.logs import measured, took_part, withdrew
from tests.freezing import frozen


@pytest.fixture
async def broker(kafka: KafkaAccess) -> AsyncIterator[Broker]:
    admin, producer = AIOKafkaAdminClient(**kafka.client()), AIOKafkaProducer(**kafka.client())
    await admin.start()
    await producer.start()
    found = Broker(kafka, producer)
    await made(admin, found.topic(0), found.topic(1), topics.OUTCOMES)
    yield found
    await producer.stop()
    await admin.delete_topics([found.topic(0), found.topic(1)])
    await admin.close()


@pytest.fixture
def settings(broker: Broker, outcomes_url: str) -> EvaluatorSettings:
    return settings_for(
        outcomes_url,
        kafka_bootstrap=broker.access.bootstrap,
        kafka_user=broker.access.user,
        kafka_password=broker.access.password,
        sources=[{"local": local} for local in broker.locals],
    )


async def test_what_every_local_tells_is_counted_and_a_restart_counts_nothing_twice(
    broker: Broker, settings: EvaluatorSettings
) -> None:
    for nth in (0, 1):
        await broker.tell(nth, *people(broker.locals[nth], 12, 3))
    async with live(settings):
        await until(has(settings, participation=30, measure=54))
    async with live(settings) as (_, following):
        await broker.tell(0, took_part("late", 1, broker.locals[0]), measured(99, "late", 7, 2))
        await until(has(settings, participation=31, measure=55))

        async def nothing_waits() -> bool:
            return not following.progress.waiting()

        await until(nothing_waits)
        assert sum(following.progress.ends.values()) == 30 + 54 + 2


async def test_rubbish_between_good_neighbours_is_parked_and_shown(broker: Broker, settings: EvaluatorSettings) -> None:
    await broker.tell(0, took_part("ann", 1, broker.locals[0]))
    await broker.tell_rubbish(0)
    await broker.tell(0, took_part("bo", 1, broker.locals[0]))
    async with live(settings):
        await until(has(settings, participation=2, parked=1))
    found = await standing(settings)
    assert sum(found.parked.values()) == 1
    assert sum(one.reached for one in found.logs) == sum(one.end or 0 for one in found.logs) == 3


async def test_a_local_that_cannot_be_reached_holds_up_no_other(broker: Broker, settings: EvaluatorSettings) -> None:
    nowhere = {"local": "nowhere", "bootstrap": "127.0.0.1:1"}
    more = settings.model_copy(update={"sources": [*settings.sources, type(settings.sources[0])(**nowhere)]})
    await broker.tell(1, took_part("ann", 1, broker.locals[1]))
    async with live(more) as (_, following):
        await until(has(settings, participation=1))

        async def said() -> bool:
            return "nowhere" in following.troubles

        await until(said)
        assert set(following.troubles) == {"nowhere"}


async def test_rebuilt_from_the_first_record_it_is_identical(broker: Broker, settings: EvaluatorSettings) -> None:
    for nth in (0, 1):
        await broker.tell(nth, *people(broker.locals[nth], 15, 4))
    await broker.tell(0, withdrew(f"{broker.locals[0]}xaa", 9))
    await broker.tell_rubbish(1)
    told: list[tuple[int, int]] = []
    async with live(settings):
        await until(has(settings, participation=37, withdrawn=1, parked=1))
        found = await rebuild(settings, tell=lambda done, of: told.append((done, of)))
    assert (found.differences, found.behind, found.identical) == ({}, 0, True)
    assert found.rows == await counted(settings)
    assert told[-1] == (found.records, found.records)


async def test_two_processes_share_the_partitions_and_rebuild_the_same(
    broker: Broker, settings: EvaluatorSettings
) -> None:
    for nth in (0, 1):
        await broker.tell(nth, *people(broker.locals[nth], 15, 4))
    await broker.tell(0, withdrew(f"{broker.locals[0]}xaa", 9))
    async with live(settings):
        await until(has(settings, participation=37, withdrawn=1))
        found = await rebuild(settings, processes=2)
    assert (found.differences, found.behind) == ({}, 0)
    assert found.records == 38 + 68 + 1  # participations, measures, a withdrawal


def test_partitions_are_dealt_out_by_how_long_they_are() -> None:
    ends = {("a", 0): 90, ("a", 1): 10, ("b", 0): 50, ("b", 1): 40}
    shares = shared_out(ends, 2)
    assert [sum(share.values()) for share in shares] == [100, 90]
    assert shares[0].keys() | shares[1].keys() == ends.keys()


async def test_a_rebuild_goes_on_while_more_is_told(broker: Broker, settings: EvaluatorSettings) -> None:
    await broker.tell(0, *people(broker.locals[0], 15))

    async def go_on_telling() -> None:
        for number in range(40):
            await broker.tell(1, took_part(f"p{number:02}", 1, broker.locals[1]))
            await asyncio.sleep(0.01)

    async with live(settings):
        telling = asyncio.create_task(go_on_telling())
        found = await rebuild(settings)
        await telling
    assert found.identical


async def test_records_that_are_gone_before_they_were_counted_are_not_passed_over(
    broker: Broker, settings: EvaluatorSettings
) -> None:
    async with live_with_records_gone(broker, settings) as (_, following):
        await until(stands_still(broker, following))


@asynccontextmanager
async def live_with_records_gone(
    broker: Broker, settings: EvaluatorSettings
) -> AsyncIterator[tuple[ServiceContext, Following]]:
    """Four people of the first Local are counted; what is told of six more is deleted before anybody reads it."""
    await broker.tell(0, *people(broker.locals[0], 4))
    async with live(settings):
        await until(has(settings, participation=4))
    await broker.tell(0, *people(broker.locals[0], 6, start=4))
    admin = AIOKafkaAdminClient(**broker.access.client())
    await admin.start()
    places = [TopicPartition(broker.topic(0), part) for part in (0, 1)]
    await admin.delete_records({place: RecordsToDelete(before_offset=-1) for place in places})  # all there are
    await admin.close()
    async with live(settings) as found:
        yield found


def stands_still(broker: Broker, following: Following) -> Callable[[], Awaitable[bool]]:
    async def true() -> bool:
        return "gone before counting" in following.troubles.get(broker.locals[0], "")

    return true


async def test_a_damaged_projection_is_found_out_and_replaced_while_it_runs(
    broker: Broker, settings: EvaluatorSettings
) -> None:
    await broker.tell(0, *people(broker.locals[0], 15))
    async with live(settings) as (here, _):
        await until(has(settings, participation=15, measure=30))
        async with here.db.transaction() as tx:
            await tx.execute("UPDATE measure SET score = 9 WHERE day = 0 AND score <> 9")
        found = await rebuild(settings)
        assert set(found.differences) == {"measure"}
        assert (await rebuild(settings, replace=True)).replaced
        assert (await rebuild(settings)).identical
        await broker.tell(0, took_part("later", 1, broker.locals[0]))
        await until(has(settings, participation=16))


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
    assert (kept["baseline_mean"], kept["change_sd"]) == (told["baseline_mean"], told["change_sd"])


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


def brisk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence is trouble after four seconds, and the broker is asked more often than that."""
    monkeypatch.setattr(lines, "QUIET", 4.0)
    monkeypatch.setattr(following, "QUIET", 4.0)
    monkeypatch.setattr(following, "LOOK_EVERY", 0.5)
    monkeypatch.setattr(following, "LOOK_SECONDS", 2.0)


async def test_a_frozen_broker_is_told_on_the_pages_and_by_readiness_and_for_how_long(
    broker: Broker, settings: EvaluatorSettings, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    brisk(monkeypatch)
    await broker.tell(0, *people(broker.locals[0], 12))
    async with live(settings) as (_, follows), opened(settings.database_url.get_secret_value()) as site:
        site.app.state.here.progress.lines = follows.progress.lines
        site.app.state.following = follows
        reader = await site.evaluator()
        await until(has(settings, measure=24))

        async def all_is_well() -> bool:
            return all(line.open for line in follows.progress.lines.values()) and len(follows.progress.lines) == 3

        await until(all_is_well)
        await until(says(reader, "/outcomes/health/ready", '"ready"'))
        with frozen(stack.pids["kafka"]):
            for nth in (0, 1):
                await until(says(reader, "/outcomes/health/ready", f"not reading {broker.locals[nth]} for "))
                await until(says(reader, "/", f"not reading {broker.locals[nth]} for "))
            await until(says(reader, "/", "the broker does not answer"))
            answer = await reader.get("/outcomes/health/ready")
            assert answer.status_code == 503
            silent = re.findall(
                r"lc_reading_silent_seconds\{.*\} ([0-9.]+)", (await reader.get("/outcomes/metrics")).text
            )
            assert len(silent) == 2
            assert all(float(seconds) > 4 for seconds in silent)
        await until(all_is_well)
        assert '"ready"' in (await reader.get("/outcomes/health/ready")).text
        assert "not reading" not in (await reader.get("/")).text


def says(reader: Client, address: str, words: str) -> Callable[[], Awaitable[bool]]:
    async def true() -> bool:
        return words in (await reader.get(address)).text

    return true
