"""The relay: takes what waits in the outbox to Kafka, in order, and forgets it once Kafka has it."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaError
from asyncpg import Record

from . import topics
from .database import Connection, connect
from .failpoints import reached
from .progress import Progress
from .settings import KafkaAccess

BATCH = 500
LOOK_EVERY = 2.0  # seconds, when nobody has woken the relay
ASK_FOR_LOCK_EVERY = 0.5  # seconds
SEND_SECONDS = 15
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
log = structlog.get_logger()


def headers(row: Record, local: str, service: str) -> list[tuple[str, bytes]]:
    """An outbox row's CloudEvents 1.0 attributes in Kafka's binary mode."""
    attributes = {
        "ce_specversion": "1.0",
        "ce_id": str(row["event_id"]),
        "ce_type": row["type"],
        "ce_source": f"/lc/{local}/{service}",
        "ce_subject": row["key"],
        "ce_sequence": str(row["sequence"]),
        "ce_time": row["occurred_at"].isoformat(),
        "ce_correlationid": row["traceparent"].split("-")[1],
        "ce_causationid": row["causation"],
        "traceparent": row["traceparent"],
        "content-type": "application/json",
    }
    return [(name, value.encode()) for name, value in attributes.items() if value is not None]


class Relay:
    """One outbox's way to Kafka. A session lock lets only one relay at a time send, so that order per key holds."""

    def __init__(self, *, database_url: str, kafka: KafkaAccess, local: str, service: str, progress: Progress) -> None:
        self._database_url, self._kafka, self._local, self._service = database_url, kafka, local, service
        self._progress = progress
        self.woken = asyncio.Event()

    async def run(self) -> None:
        """Send for as long as the service runs. Whatever goes wrong: let go of everything, wait, begin again."""
        failures = 0
        while True:
            try:
                async with _Session(self._database_url, self._kafka) as session:
                    failures = 0
                    await self._send_for_ever(session)
            except (OSError, KafkaError, asyncpg.PostgresError, asyncpg.InterfaceError) as trouble:
                log.warning("relay waits", service=self._service, local=self._local, error=type(trouble).__name__)
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1

    async def _send_for_ever(self, session: "_Session") -> None:
        while True:
            self.woken.clear()
            if await self.send_waiting(session.connection, session.producer):
                continue
            self._progress.drained = not self.woken.is_set()
            try:
                await asyncio.wait_for(self.woken.wait(), LOOK_EVERY)
            except TimeoutError:
                pass

    async def send_waiting(self, connection: Connection, producer: Any) -> int:
        """Hand one batch to Kafka, wait until it has it, then forget it. No transaction is open meanwhile."""
        waiting = await connection.fetch("SELECT * FROM outbox ORDER BY position LIMIT $1", BATCH)
        if not waiting:
            return 0
        reached("relay.after_select")
        sent, trouble = await self._send(waiting, producer)
        reached("relay.after_send_before_delete")
        await connection.execute("DELETE FROM outbox WHERE position = ANY($1)", sent)
        reached("relay.after_delete")
        if trouble:
            raise trouble
        return len(sent)

    async def _send(self, rows: Sequence[Record], producer: Any) -> tuple[list[int], BaseException | None]:
        """Positions that Kafka has. After a row that failed, later rows of its key count as not sent either."""
        async with asyncio.timeout(SEND_SECONDS):
            promises = [
                await producer.send(
                    topics.topic(self._local, row["stream"]) if self._local else topics.OUTCOMES,
                    key=row["key"].encode(),
                    value=bytes(row["body"]),
                    timestamp_ms=_timestamp(row),
                    headers=headers(row, self._local or "evaluator", self._service),
                )
                for row in rows
            ]
            results = await asyncio.gather(*promises, return_exceptions=True)
        sent: list[int] = []
        held: set[str] = set()
        trouble: BaseException | None = None
        for row, result in zip(rows, results, strict=True):
            if isinstance(result, BaseException):
                held.add(row["key"])
                trouble = trouble or result
            elif row["key"] not in held:
                sent.append(row["position"])
                self._progress.told(result.topic, result.partition, result.offset)
        return sent, trouble


def _timestamp(row: Record) -> int:
    """Kafka's own timestamp would tell the moment of a release; it gets the event's week instead.

    A broker refuses what lies ahead of its own clock, as a simulation's weeks may: that gets the week we are in.
    """
    now = datetime.now(UTC)
    this_week = (now - timedelta(days=now.weekday())).replace(hour=0, minute=0, second=0, microsecond=0)
    moment = min(row["occurred_at"], this_week) if row["stream"] == "evaluation" else now
    return int(moment.timestamp() * 1000)


class _Session:
    """A connection that holds the lock, and a producer that is thrown away with it.

    After a send whose outcome is unknown an idempotent producer cannot be trusted again.
    """

    def __init__(self, database_url: str, kafka: KafkaAccess) -> None:
        self._database_url, self._kafka = database_url, kafka

    async def __aenter__(self) -> "_Session":
        self.connection = await connect(self._database_url)
        try:
            while not await self.connection.fetchval("SELECT pg_try_advisory_lock(hashtext('relay'))"):  # noqa: ASYNC110
                await asyncio.sleep(ASK_FOR_LOCK_EVERY)
            self.producer = AIOKafkaProducer(
                **self._kafka.client(),
                acks="all",
                enable_idempotence=True,
                max_batch_size=131_072,
                request_timeout_ms=SEND_SECONDS * 1000,
                linger_ms=0,
            )
            await asyncio.wait_for(self.producer.start(), SEND_SECONDS)
        except BaseException:
            self.connection.terminate()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        self.connection.terminate()
        try:
            await asyncio.wait_for(asyncio.shield(self.producer.stop()), 2)
        except (TimeoutError, KafkaError):
            log.warning("producer left behind", seconds=2)
