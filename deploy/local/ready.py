"""Ready means: a session was opened; a record was produced and a group joined."""

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError as AIOKafkaError
from confluent_kafka import KafkaError, KafkaException, Producer
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

from deploy.local import loop
from deploy.local.trouble import CliError
from shared.config.kafka import KafkaAccess

TOPIC = "stack-ready"
GROUP = "stack-ready"


def client(access: KafkaAccess) -> dict[str, str | int | float | bool]:
    """Settings of a librdkafka client that retries soon: what it asks for is just being made."""
    return access.librdkafka() | {
        "reconnect.backoff.ms": 20,
        "reconnect.backoff.max.ms": 200,
        "retry.backoff.ms": 20,
        "topic.metadata.refresh.fast.interval.ms": 20,
    }


def session(url: str) -> bool:
    """Whether PostgreSQL opens a session to this password now."""
    try:
        loop.run(_greet(url))
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError):
        return False
    return True


async def _greet(url: str) -> None:
    connection = await asyncpg.connect(url, timeout=5, ssl=False)
    await connection.close()


def wait(access: KafkaAccess, until: float) -> None:
    """Return when the broker takes a record and lets a group join. `until` is a time.monotonic().

    Raises CliError if it does not by then.
    """
    settings = client(access)
    _make_topic(AdminClient(settings), until)
    _produce(settings, until)
    try:
        with _quietly():
            loop.run(_join(access, max(1.0, until - time.monotonic())))
    except (TimeoutError, AIOKafkaError) as error:
        raise CliError(f"Kafka is up but lets no group join ({type(error).__name__}): see `lc stack status`.") from None


def _make_topic(admin: AdminClient, until: float) -> None:
    while True:
        try:
            admin.create_topics([NewTopic(TOPIC, 1, 1)], request_timeout=5)[TOPIC].result()
            return
        except KafkaException as error:
            if error.args[0].code() == KafkaError.TOPIC_ALREADY_EXISTS:
                return
            _give_up(until, error)


def _produce(settings: dict[str, str | int | float | bool], until: float) -> None:
    producer = Producer({**settings, "acks": "all"})
    producer.produce(TOPIC, b"ready")
    if producer.flush(max(1.0, until - time.monotonic())):
        raise CliError("Kafka is up but takes no record. `lc stack destroy --yes` starts again from nothing.")


async def _join(access: KafkaAccess, seconds: float) -> None:
    """With aiokafka: it asks again soon where librdkafka lets three seconds pass."""
    consumer = AIOKafkaConsumer(
        TOPIC,
        **access.client(),
        group_id=GROUP,
        retry_backoff_ms=30,
        enable_auto_commit=False,
    )
    async with asyncio.timeout(seconds):
        await consumer.start()
        try:
            while not consumer.assignment():  # noqa: ASYNC110, it tells nobody
                await asyncio.sleep(0.01)
        finally:
            await consumer.stop()


@contextmanager
def _quietly() -> Iterator[None]:
    """That the coordinator is not there yet is what we are waiting for, and no news."""
    logger = logging.getLogger("aiokafka")
    before = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        logger.setLevel(before)


def _give_up(until: float, error: Exception) -> None:
    if time.monotonic() > until:
        raise CliError(f"Kafka is listening but does not answer: {error}")
    time.sleep(0.05)
