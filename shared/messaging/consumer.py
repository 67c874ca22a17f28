"""A service's one subscription: a record is handled, parked or waited for, and only then is its offset committed."""

import asyncio
import itertools
import time
from collections.abc import Awaitable, Callable, Collection
from contextlib import suppress
from typing import Any, TypeVar

import structlog
from aiokafka import TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError
from aiokafka.structs import OffsetAndMetadata
from faststream import AckPolicy
from faststream.kafka import KafkaMessage

from shared.config.kafka import KafkaAccess
from shared.context.service_context import ServiceContext
from shared.kernel import topics
from shared.kernel.failpoints import reached
from shared.persistence.database import TRANSIENT_ERRORS
from shared.persistence.how_far import MARK, HowFar, Overtaken, RecordsGone, Stretch, why_there

from . import dead_letters
from .envelope import KafkaRecord
from .handlers import DependencyNotArrived, EventHandlers, why
from .looking import look
from .subscribing import broker
from .which_topic import AskIds, topic_ids

PAUSES = (0.1, 0.5, 1.0, 2.0, 5.0)
NOT_YET_PAUSES = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 3.0)
MOST_PARKED_IN_A_ROW = 20
JOIN_SECONDS = 25.0
STOP_SECONDS = 15.0  # more than the grace that work in hand is given
SESSION_MS = 15_000  # without a heartbeat for so long, another member of the group takes over
HEARTBEAT_MS = 3_000
POLL_MS = 300_000  # without asking for a record for so long, too
LOOK_EVERY = 10.0  # seconds, after which the broker is asked where its logs end
COMMIT_SECONDS = 10.0
COMMIT_EVERY = 1.0  # seconds; a record heard again after a crash finds its id in the inbox
ANSWER_SECONDS = 20.0  # for database and broker to say where to begin
REMEDY = "before they were heard: `lc recover` shows it, and how to go on without them"
T = TypeVar("T")
log = structlog.get_logger()


class Listener:
    """One service's one subscription. A record is handled, parked or waited for; its offset is committed only after.

    `ask_ids`: how it learns which topic a name stands for, see `topic_ids`.
    """

    def __init__(
        self, hears: EventHandlers, here: ServiceContext, access: KafkaAccess, ask_ids: AskIds = topic_ids
    ) -> None:
        self._hears, self._here, self._ask_ids = hears, here, ask_ids
        self._pending: dict[TopicPartition, int] = {}
        self._how_far = HowFar(here.db)
        self._turn, self._assigned = asyncio.Lock(), asyncio.Event()
        self._parked_in_a_row = 0
        self._access, self._names = access, hears.streams(here.local)
        here.progress.line("listening", access.bootstrap)  # not ready before it works
        self.broker = broker(access)
        self.subscriber = self.broker.subscriber(
            *self._names,
            group_id=topics.user(here.local, hears.service),
            auto_offset_reset="earliest",
            no_reply=True,
            ack_policy=AckPolicy.MANUAL,
            session_timeout_ms=SESSION_MS,
            heartbeat_interval_ms=HEARTBEAT_MS,
            max_poll_interval_ms=POLL_MS,
            fetch_max_wait_ms=2_000,
            isolation_level="read_committed",
            listener=self,
        )
        self.subscriber(self._hear)

    def on_partitions_revoked(self, _: Any) -> None:
        """Another process may go on with these logs, and move how far they were heard."""
        self._how_far.forget()

    def on_partitions_assigned(self, _: Any) -> None:
        self._how_far.forget()
        self._assigned.set()

    async def _hear(self, message: KafkaMessage) -> None:
        async with self._turn:
            try:
                record: Any = message.raw_message
                place = TopicPartition(record.topic, record.partition)
                raw = KafkaRecord.of(record, self._how_far.anew.get(place, 0))
                reached("consumer.after_fetch")
                if not await self._comes_next(place, raw.offset):
                    return
                at = self._how_far.stretch(place, raw.offset)
                kept = await self._handle_or_park(raw, at)
            except (
                Overtaken,
                IllegalStateError,
            ):  # nothing is kept: it comes again, if it is still this process's to hear
                self._how_far.forget()
                return
            except Exception as fault:  # passing it on would let the next record's offset skip this one
                await self._halt(f"a fault of ours: {why(fault)}")
            self._how_far.passed(at, kept)
        self._here.progress.handled(raw.topic, raw.partition, raw.offset)
        self._pending[place] = raw.offset + 1

    async def _comes_next(self, place: TopicPartition, offset: int) -> bool:
        """Whether this record is the one to go on with; one that is not comes again in its turn, or has had it.

        Gaps by themselves mean nothing: a compacted topic has them. But what the broker has thrown away cannot be
        heard any more, and must not be passed over in silence.
        """
        if halted := self._here.progress.halted:
            await self._halt(halted)
        if place not in self._how_far.next:
            await self._patiently(lambda: self._begin([place]))
            return False
        if offset <= (expected := self._how_far.next[place]):
            return offset == expected
        consumer = self.subscriber.consumer
        if consumer is None or place not in consumer.assignment() or await consumer.position(place) != offset + 1:
            return False
        begins = (await self._patiently(lambda: consumer.beginning_offsets([place])))[place]
        if expected < begins:
            gone = f"records {expected} to {begins - 1} of {place.topic}, partition {place.partition}, are gone"
            await self._halt(f"{gone} {REMEDY}")
        return True

    async def _patiently(self, ask: Callable[[], Awaitable[T]]) -> T:
        for attempt in itertools.count():
            try:
                return await ask()
            except (KafkaError, *TRANSIENT_ERRORS) as trouble:
                log.warning("waiting out trouble", error=type(trouble).__name__, attempt=attempt)
                await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])
        raise AssertionError

    async def _begin(self, places: Collection[TopicPartition]) -> None:
        """Go on from where the service's own database stands: at the start, and when a log has come from elsewhere."""
        consumer = self.subscriber.consumer
        if consumer is None or not (own := consumer.assignment() & set(places)):
            return
        progress = self._here.progress
        async with asyncio.timeout(ANSWER_SECONDS):
            try:
                ids = await self._ask_ids(self._access, {place.topic for place in own})
                found = await self._how_far.begin(consumer, own, ids)
            except RecordsGone as gone:
                progress.halted = f"{gone} {REMEDY}"
                log.error("halted", service=self._hears.service, reason=progress.halted)
                return
            except IllegalStateError:  # taken away meanwhile
                return
        for place, one in found.items():
            start = self._pending[place] = self._how_far.next[place]
            progress.stands(place.topic, place.partition, start, one.ends)
            if words := why_there(one):
                log.warning("begins", topic=place.topic, partition=place.partition, offset=start, reason=words)

    async def _handle_or_park(self, raw: KafkaRecord, at: Stretch) -> bool:
        """Whether the database has moved with it."""
        attempt = not_yet = 0
        while True:
            try:
                kept = await self._hears.handle(raw, self._here, at)
                self._parked_in_a_row = 0 if kept else self._parked_in_a_row
                return kept
            except Overtaken:
                raise
            except TRANSIENT_ERRORS as trouble:
                log.warning("waiting out trouble", topic=raw.topic, error=type(trouble).__name__, attempt=attempt)
                await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])
                attempt += 1
            except DependencyNotArrived as early:
                if not_yet == len(NOT_YET_PAUSES):
                    await self._park(raw, f"not yet: {early}", at)
                    return True
                await asyncio.sleep(NOT_YET_PAUSES[not_yet])
                not_yet += 1
            except Exception as wrong:
                await self._park(raw, why(wrong), at)
                return True

    async def _park(self, raw: KafkaRecord, reason: str, at: Stretch) -> None:
        self._parked_in_a_row += 1
        if self._parked_in_a_row > MOST_PARKED_IN_A_ROW:
            await self._halt(f"{MOST_PARKED_IN_A_ROW} records in a row could not be handled; the last: {reason}")
        attempt = 0
        while True:
            try:
                kept = await dead_letters.park(self._here.db, raw, reason, at)
                reached("consumer.after_park_before_offset")
                self._here.progress.counts["parked" if kept else "erased"] += 1
                break
            except TRANSIENT_ERRORS:
                await asyncio.sleep(PAUSES[min(attempt, len(PAUSES) - 1)])
                attempt += 1
        if kept:
            log.error("parked", topic=raw.topic, partition=raw.partition, offset=raw.offset, reason=reason)

    async def _halt(self, reason: str) -> None:
        """Handle and commit nothing more, and say so until somebody mends it and starts the service again."""
        self._here.progress.halted = reason
        while True:
            log.error("halted", service=self._hears.service, reason=reason)
            await asyncio.sleep(60)

    async def run(self) -> None:
        """Listen until cancelled; commit what was handled once a second and once more at the end.

        A group that cannot be joined in time is joined anew, by the listener that takes this one's place.
        """
        try:
            async with asyncio.timeout(JOIN_SECONDS):
                await self.broker.start()
            looked = 0.0
            while True:
                await self._begin_what_is_new()
                if time.monotonic() - looked > LOOK_EVERY:
                    await look(self.subscriber.consumer, self._names, self._here.progress, self._access)
                    looked = time.monotonic()
                with suppress(TimeoutError):
                    async with asyncio.timeout(COMMIT_EVERY):
                        await self._assigned.wait()
                self._assigned.clear()
                await self._commit()
                self._raise_what_broke_the_client()
        finally:
            await self._commit()
            try:
                async with asyncio.timeout(STOP_SECONDS):
                    await self.broker.stop()
            except TimeoutError:  # a client that cannot say goodbye must not keep the next one from beginning
                log.warning("listener left behind", seconds=STOP_SECONDS)

    async def _begin_what_is_new(self) -> None:
        """What nobody tells anything on has to be looked at, too: what is missing there comes only by going back."""
        consumer = self.subscriber.consumer
        new = [place for place in consumer.assignment() if place not in self._how_far.next] if consumer else []
        if not new or self._here.progress.halted:
            return
        try:
            async with asyncio.timeout(COMMIT_EVERY):
                await self._turn.acquire()
        except TimeoutError:
            return  # the record in hand takes its time
        try:
            await self._begin(new)
        except (KafkaError, *TRANSIENT_ERRORS) as trouble:
            log.warning("waiting out trouble", error=type(trouble).__name__)
        finally:
            self._turn.release()

    def _raise_what_broke_the_client(self) -> None:
        """A client of which a part has died raises that for ever, even when all is well again.

        So it is when its right to join the group was taken for a while. Its listener ends, and another takes its place.
        """
        coordinator = getattr(self.subscriber.consumer, "_coordinator", None)
        for part in ("_coordination_task", "_heartbeat_task", "_commit_refresh_task"):
            task: asyncio.Task[None] | None = getattr(coordinator, part, None)
            if task and task.done() and not task.cancelled() and (broken := task.exception()):
                raise broken

    async def _commit(self) -> None:
        consumer = self.subscriber.consumer
        if consumer is None:
            return
        assigned = consumer.assignment()
        for place in assigned:
            if (end := consumer.highwater(place)) is not None:
                self._here.progress.ends_at((place.topic, place.partition), end)
        await self._keep()
        done = {place: OffsetAndMetadata(at, MARK) for place, at in self._pending.items() if place in assigned}
        self._pending.clear()
        if done:
            try:
                async with asyncio.timeout(COMMIT_SECONDS):
                    await consumer.commit(done)
            except (KafkaError, IllegalStateError, TimeoutError) as trouble:
                log.warning("offsets not committed", error=type(trouble).__name__)

    async def _keep(self) -> None:
        """While a record is being handled the database moves with it, and need not be told."""
        if self._turn.locked():
            return
        async with self._turn:
            try:
                await self._how_far.keep()
            except Overtaken:
                self._how_far.forget()
            except TRANSIENT_ERRORS as trouble:
                log.warning("how far it has heard is not kept", error=type(trouble).__name__)
