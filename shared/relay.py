"""The relay: takes what waits in the outbox to Kafka, in order, and forgets it once Kafka has it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError
from asyncpg import Record

from . import own_log
from .database import Connection, connect
from .failpoints import reached
from .kafka import KafkaAccess
from .probe import NOT_THERE, because
from .progress import Progress
from .remembering import Remembers
from .sending import Sender, Sent

BATCH = 500
BATCHES = 50
WAITING = "SELECT * FROM outbox WHERE position > $1 ORDER BY position LIMIT $2"
FORGET = """
WITH told AS (
    INSERT INTO told_up_to AS kept SELECT * FROM unnest($2::text[], $3::int[], $4::bigint[])
    ON CONFLICT (topic, kafka_partition) DO UPDATE SET next_offset = greatest(kept.next_offset, excluded.next_offset))
DELETE FROM outbox WHERE position = ANY($1)"""
LOOK_SECONDS = 600.0  # at what was told before, where nothing is known of it
LOOK_EVERY = 2.0  # seconds, when nobody has woken the relay
ASK_FOR_LOCK_EVERY = 0.5  # seconds
ASK_EVERY = 10.0  # seconds, after which the broker is asked whether it is there
ASK_SECONDS = 5.0
SEND_SECONDS = 15
PAUSES = (0.2, 0.5, 1.0, 2.0, 5.0)
log = structlog.get_logger()


class Relay:
    """One outbox's way to Kafka. A session lock lets only one relay at a time send, so that order per key holds."""

    def __init__(
        self,
        *,
        database_url: str,
        kafka: KafkaAccess,
        local: str,
        service: str,
        progress: Progress,
        remembers: Remembers | None = None,
    ) -> None:
        self._database_url, self._kafka, self._local, self._service = database_url, kafka, local, service
        self._progress, self._remembers = progress, remembers
        self._line = progress.line("relaying", kafka.bootstrap)
        self._asked = -ASK_EVERY
        self._sender = Sender(local, service)
        self.woken = asyncio.Event()

    async def run(self) -> None:
        """Send for as long as the service runs. Whatever goes wrong: let go of everything, wait, begin again."""
        failures = 0
        while True:
            try:
                async with _Session(self._database_url, self._kafka, self._line.works) as session:
                    async with asyncio.timeout(LOOK_SECONDS):
                        await self._look(session)
                    failures, self._asked = 0, -ASK_EVERY
                    await self._send_for_ever(session)
            except Exception as trouble:  # nobody would start it again: whatever it is, it must not end the relay
                why = await because(trouble, self._kafka, own_log.own_topics(self._local, self._service))
                self._line.fails(why)
                log.warning(
                    "relay waits", service=self._service, local=self._local, error=type(trouble).__name__, reason=why
                )
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1

    async def _look(self, session: "_Session") -> None:
        await own_log.look(session.connection, self._kafka, self._local, self._service, self._remembers)

    async def _send_for_ever(self, session: "_Session") -> None:
        while True:
            self.woken.clear()
            await self.send_waiting(session.connection, session.producer)
            self._progress.drained = not self.woken.is_set()
            if time.monotonic() - self._asked > ASK_EVERY:
                await self._ask(session.producer)
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self.woken.wait()
            except TimeoutError:
                pass

    async def _ask(self, producer: Any) -> None:
        """Does the broker answer, and are the topics there? So it is known before there is something to tell."""
        self._asked = time.monotonic()
        names = own_log.own_topics(self._local, self._service)
        async with asyncio.timeout(ASK_SECONDS):
            for name in names:
                await producer.client.add_topic(name)
            if not await producer.client.force_metadata_update():
                raise KafkaConnectionError
        missing = [name for name in names if not producer.client.cluster.partitions_for_topic(name)]
        if missing:
            self._line.fails(NOT_THERE.format(topic=missing[0]))
        else:
            self._line.works()

    async def send_waiting(self, connection: Connection, producer: Any) -> int:
        """Hand what waits to Kafka, batch by batch, wait until it has it, then forget it.

        No transaction is open meanwhile. While Kafka takes a full batch the next rows are read. What is committed late,
        at a position below these, is about other subjects (a subject's lock keeps its commits in order); the next look
        from the start finds it.
        """
        total = 0
        waiting = await connection.fetch(WAITING, 0, BATCH)
        for _ in range(BATCHES):
            if not waiting:
                return total
            reached("relay.after_select")
            sent, following = await asyncio.gather(
                self._send(waiting, producer), self._read_on(waiting, connection), return_exceptions=True
            )
            if isinstance(sent, BaseException):
                raise sent
            reached("relay.after_send_before_delete")
            await connection.execute(FORGET, sent.positions, *sent.up_to)
            reached("relay.after_delete")
            if sent.trouble:
                raise sent.trouble
            if isinstance(following, BaseException):
                raise following
            total, waiting = total + len(sent.positions), following
        self.woken.set()
        return total

    async def _read_on(self, rows: Sequence[Record], connection: Connection) -> list[Record]:
        if len(rows) < BATCH:
            return []
        return await connection.fetch(WAITING, rows[-1]["position"], BATCH)

    async def _send(self, rows: Sequence[Record], producer: Any) -> Sent:
        async with asyncio.timeout(SEND_SECONDS):
            sent = await self._sender.send(rows, producer)
        for (topic, partition), offset in sent.ends.items():
            self._progress.told(topic, partition, offset)
        return sent


class _Session:
    """A connection that holds the lock, and a producer that is thrown away with it.

    After a send whose outcome is unknown an idempotent producer cannot be trusted again. Forgetting does not wait for
    the disk, which commits elsewhere are waiting for: what a crashed server remembers again is only sent once more.
    """

    def __init__(self, database_url: str, kafka: KafkaAccess, stands_by: Callable[[], None] = lambda: None) -> None:
        """`stands_by` is called while another relay of this outbox has the lock."""
        self._database_url, self._kafka, self._stands_by = database_url, kafka, stands_by
        self.producer: Any = None

    async def __aenter__(self) -> "_Session":
        self.connection = await connect(self._database_url, synchronous_commit="off")
        try:
            while not await self.connection.fetchval("SELECT pg_try_advisory_lock(hashtext('relay'))"):
                self._stands_by()
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
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        self.connection.terminate()
        if self.producer is None:
            return
        try:
            await asyncio.wait_for(asyncio.shield(self.producer.stop()), 2)
        except (TimeoutError, KafkaError):
            log.warning("producer left behind", seconds=2)
