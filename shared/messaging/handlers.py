"""What a service does when it hears of events elsewhere: each effect once, whatever comes again."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import structlog
from pydantic import ValidationError

from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.kernel import topics, trace
from shared.kernel.failpoints import reached
from shared.kernel.refusal import Refused
from shared.persistence import inbox, log_order
from shared.persistence.database import Transaction
from shared.persistence.how_far import Stretch

from . import envelope
from .envelope import InvalidMessage, KafkaRecord

E = TypeVar("E", bound=Event)
Handler = Callable[[Transaction, E, ServiceContext], Awaitable[None]]

log = structlog.get_logger()


class DependencyNotArrived(Exception):
    """Something this event depends on is told on another topic and has not arrived here yet."""


class EventHandlers:
    """What one service does when it hears of events elsewhere: a table from event to what is done."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.handlers: dict[str, Handler[Any]] = {}
        self._names: set[str] = set()

    def __call__(self, event: type[E]) -> Callable[[Handler[E]], Handler[E]]:
        if event.stream not in topics.HEARS[self.service]:
            raise TypeError(f"{self.service} does not hear {event.stream}: see shared/kernel/topics.py")

        def register(handler: Handler[E]) -> Handler[E]:
            self.handlers[event.type_name()] = handler
            self._names.add(envelope.unversioned(event.type_name()))
            return handler

        return register

    def streams(self, local: str) -> list[str]:
        return [topics.topic(local, stream) for stream in topics.HEARS[self.service]]

    def _is_nothing_here(self, kind: str, topic: str, local: str) -> bool:
        """Somebody else hears it; but what is told where it does not belong is everybody's business."""
        return envelope.unversioned(kind) not in self._names and not envelope.is_elsewhere(kind, topic, local)

    async def handle(self, raw: KafkaRecord, here: ServiceContext, at: Stretch | None = None) -> bool:
        """Let one record have its effect, once. False if it is nothing to this service. Raises what went wrong.

        `at`: how far its log is heard with it, when it comes from there and not from where it was parked.
        """
        kind = envelope.event_type(raw)
        structured = any(name == "content-type" and b"cloudevents" in (value or b"") for name, value in raw.headers)
        if kind is not None and not structured and self._is_nothing_here(kind, raw.topic, here.local):
            return False
        if raw.value is None and raw.topic.endswith(topics.COMPACTED):
            return False  # something was taken away; why is told as an event of its own
        told = envelope.envelope(raw)
        envelope.believe(told, raw.topic, here.local)
        if envelope.unversioned(told.type) not in self._names:
            return False
        event = envelope.fact(told)
        if not raw.key or raw.key.decode(errors="replace") != event.subject:
            raise InvalidMessage("the key is not the event's subject")
        with trace.begin(told.traceparent, causation_id=str(told.id)):
            async with here.db.transaction() as tx:
                heard = await inbox.heard(tx, told.id, getattr(event, "participant_id", None), at)
                if heard != "first":
                    here.progress.counts["deduplicated" if heard == "again" else "erased"] += 1
                    return True
                reached("consumer.after_inbox")
                with log_order.handling(tx, log_order.place(raw.offset, raw.anew), again=at is None):
                    await self.handlers[told.type](tx, event, here)
                recorded = tx.notes.recorded
            reached("consumer.after_effect_before_offset")
            here.progress.counts["handled"] += 1
            here.progress.last_event[told.type] = here.now().isoformat()
            if not here.progress.in_order(raw.topic, event.subject, told.sequence):
                here.progress.counts["out_of_order"] += 1
                log.error("out of order", topic=raw.topic, partition=raw.partition, offset=raw.offset)
            if recorded:
                here.told()
        return True


def why(wrong: BaseException) -> str:
    """A reason that says what kind of fault it was and where, and nothing that was in the record."""
    match wrong:
        case InvalidMessage():
            return str(wrong)
        case Refused():
            return f"refused: {wrong.why}"
        case ValidationError():
            return "; ".join(
                f"{error['loc']}: {error['type']}" for error in wrong.errors(include_input=False, include_url=False)
            )
    last = wrong.__traceback__
    while last and last.tb_next:
        last = last.tb_next
    where = f" at {last.tb_frame.f_globals.get('__name__')}:{last.tb_lineno}" if last else ""
    return f"{type(wrong).__name__}{where}"
