"""The relay: takes what waits in the outbox to Kafka, in order, and forgets it once Kafka has it."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError
from asyncpg import Record

from shared.config.kafka import KafkaAccess
from shared.kernel import topics
from shared.kernel.failpoints import reached
from shared.persistence.database import Connection, connect
from shared.persistence.progress import OffsetTracker

from . import own_log
from .batch_producer import BatchProducer, SendResult
from .held import NO_ANSWER, ONE_TOPICS_OWN, SILENT, HeldTopic
from .probe import NO_RIGHT, NOT_THERE, because, probe
from .remembering import Remembers

BATCH = 500
BATCHES = 50
WAITING = "SELECT * FROM outbox WHERE position > $1 AND stream <> ALL($3::text[]) ORDER BY position LIMIT $2"
GOES_ON = "; what belongs on other topics goes on"
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
STOP_SECONDS = 2.0
HOLD_SECONDS = 30.0  # a topic that gave no answer: while it is asked again, the others wait for it
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
        progress: OffsetTracker,
        remembers: Remembers | None = None,
    ) -> None:
        self._database_url, self._kafka, self._local, self._service = database_url, kafka, local, service
        self._progress, self._remembers = progress, remembers
        self._line = progress.line("relaying", kafka.bootstrap)
        self._asked = -ASK_EVERY
        self._sender, self._held = BatchProducer(local, service), HeldTopic()
        self._own = own_log.own_topics(local, service)
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
                    await self._send_until_one_comes(session)
            except Exception as trouble:  # nobody would start it again: whatever it is, it must not end the relay
                why = await because(trouble, self._kafka, self._own)
                self._line.fails(why)
                log.warning(
                    "relay waits", service=self._service, local=self._local, error=type(trouble).__name__, reason=why
                )
                await asyncio.sleep(PAUSES[min(failures, len(PAUSES) - 1)])
                failures += 1

    async def _look(self, session: "_Session") -> None:
        await own_log.look(session.connection, self._kafka, self._local, self._service, self._remembers)

    async def _send_until_one_comes(self, session: "_Session") -> None:
        """A topic that was missing has come: what stands on it is looked at before anything is sent there."""
        while True:
            self.woken.clear()
            due = time.monotonic() - self._asked > ASK_EVERY
            if due and self._held.asked(await self._missing(session.producer)):
                return
            await self.send_waiting(session.connection, session.producer)
            self._progress.drained = not self.woken.is_set() and not self._held.why
            if due:
                self._say()
            try:
                async with asyncio.timeout(LOOK_EVERY):
                    await self.woken.wait()
            except TimeoutError:
                pass

    async def _missing(self, producer: Any) -> dict[str, str]:
        """Own topic that is not there, or has no leader -> why. So it is known before there is something to tell."""
        self._asked = time.monotonic()
        async with asyncio.timeout(ASK_SECONDS):
            for name in self._own:
                await producer.client.add_topic(name)
            if not await producer.client.force_metadata_update():
                raise KafkaConnectionError
        cluster = producer.client.cluster
        return {name: self._why(cluster, name) for name in self._own if not own_log.has_leaders(cluster, name)}

    def _why(self, cluster: Any, name: str) -> str:
        if name in cluster.unauthorized_topics:
            return NO_RIGHT.format(user=self._kafka.user, topic=name)
        return (SILENT if cluster.partitions_for_topic(name) else NOT_THERE).format(topic=name)

    def _say(self) -> None:
        held = self._held.why
        if not held:
            self._line.works()
            return
        self._line.fails("; ".join(held.values()) + (GOES_ON if len(held) < len(self._own) else ""))

    async def _hold(self, sent: SendResult) -> BaseException:
        """What went wrong with one topic alone is kept in mind. Returns what went wrong first."""
        named = {
            topic: type(trouble)(topic) if isinstance(trouble, ONE_TOPICS_OWN) else trouble
            for topic, trouble in sent.troubles.items()
        }
        for topic, trouble in named.items():
            if isinstance(trouble, ONE_TOPICS_OWN):
                self._held.refused(topic, await because(trouble, self._kafka), ASK_EVERY)
            elif isinstance(trouble, NO_ANSWER) and await probe(self._kafka) is None:
                self._held.refused(topic, SILENT.format(topic=topic), HOLD_SECONDS)
        return next(iter(named.values()))

    def _streams_held(self) -> list[str]:
        """The outbox's own word for each."""
        return [topics.stream(name, self._local) if self._local else "outcomes" for name in self._held.why]

    async def send_waiting(self, connection: Connection, producer: Any) -> int:
        """Hand what waits to Kafka, batch by batch, wait until it has it, then forget it.

        No transaction is open meanwhile. While Kafka takes a full batch the next rows are read. What is committed late,
        at a position below these, is about other subjects (a subject's lock keeps its commits in order); the next look
        from the start finds it.
        """
        total = 0
        waiting = await self._read_on(0, connection)
        for _ in range(BATCHES):
            if not waiting:
                return total
            reached("relay.after_select")
            sent, following = await asyncio.gather(
                self._send(waiting, producer), self._following(waiting, connection), return_exceptions=True
            )
            if isinstance(sent, BaseException):
                raise sent
            reached("relay.after_send_before_delete")
            await connection.execute(FORGET, sent.positions, *sent.up_to)
            reached("relay.after_delete")
            if sent.troubles:
                raise await self._hold(sent)
            if isinstance(following, BaseException):
                raise following
            total, waiting = total + len(sent.positions), following
        self.woken.set()
        return total

    async def _following(self, rows: Sequence[Record], connection: Connection) -> list[Record]:
        return [] if len(rows) < BATCH else await self._read_on(rows[-1]["position"], connection)

    async def _read_on(self, position: int, connection: Connection) -> list[Record]:
        return await connection.fetch(WAITING, position, BATCH, self._streams_held())

    async def _send(self, rows: Sequence[Record], producer: Any) -> SendResult:
        sent = await self._sender.send(rows, producer, SEND_SECONDS)
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
            async with asyncio.timeout(SEND_SECONDS):
                await self.producer.start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        self.connection.terminate()
        if self.producer is None:
            return
        try:
            async with asyncio.timeout(STOP_SECONDS):
                await asyncio.shield(self.producer.stop())
        except (TimeoutError, KafkaError):
            log.warning("producer left behind", seconds=STOP_SECONDS)
            self._send_no_more()

    def _send_no_more(self) -> None:
        """Stopping waits until all is sent, which may be tomorrow: an old fact must not come behind newer ones then."""
        sender = getattr(self.producer, "_sender", None)
        if sender and sender.sender_task:
            sender.sender_task.cancel()
