"""The product, broken on purpose in ways that others have broken theirs: each has to be caught, and by name."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from aiokafka import TopicPartition

from services.notifications import clock as sender
from services.notifications.domain.messages import Send
from shared.messaging import dead_letters, handlers
from shared.messaging.consumer import Listener
from shared.messaging.envelope import KafkaRecord
from shared.messaging.handlers import EventHandlers
from shared.messaging.relay import Relay
from shared.persistence import how_far, inbox, log_order

Break = tuple[Any, str, Any]


@dataclass(frozen=True)
class Variant:
    name: str
    what: str
    caught_by: tuple[str, ...]
    """The promises that may be the first to be seen broken."""
    breaks: tuple[Break, ...] = field(repr=False)


async def _moved_before(self: Listener, raw: KafkaRecord) -> None:
    """The database and the group both say that it was heard."""
    place = TopicPartition(raw.topic, raw.partition)
    self._pending[place] = raw.offset + 1
    async with self._here.db.transaction() as tx:
        await how_far.put(tx, {place: raw.offset + 1})
    await self._commit()


async def commit_first(self: Listener, message: Any) -> None:
    """What FastStream does unless it is told otherwise: the offset is committed, then the handler may fail."""
    raw = KafkaRecord.of(message.raw_message)
    await _moved_before(self, raw)
    try:
        await self._hears.handle(raw, self._here)
    except Exception:
        return


async def offset_before_effect(self: Listener, message: Any) -> None:
    raw = KafkaRecord.of(message.raw_message)
    await _moved_before(self, raw)
    handlers.reached("consumer.after_fetch")
    try:
        await self._hears.handle(raw, self._here)
    except Exception as wrong:
        await dead_letters.park(self._here.db, raw, handlers.why(wrong))


async def always_new(tx: Any, message_id: Any, said: bytes | None = None) -> bool:
    tx.table("inbox")[message_id] = True
    return True


async def always_the_first(tx: Any, event_id: Any, participant_id: Any, at: Any = None) -> str:
    tx.table("inbox")[event_id] = True
    if at:
        await how_far.move(tx, [at])
    return "first"


async def only_what_is_new(self: Relay, connection: Any, producer: Any) -> int:
    """A relay with a cursor: rows above the last position it has sent. Ids are handed out before the commit."""
    last = vars(connection.db).setdefault("last", 0)
    waiting = await connection.fetch("SELECT * FROM outbox WHERE position > $1 ORDER BY position LIMIT $2", last, 500)
    if waiting:
        sent = await self._sender.send(waiting, producer)
        if sent.trouble:
            raise sent.trouble
        await connection.execute("DELETE FROM outbox WHERE position = ANY($1)", sent.positions)
        connection.db.last = max(sent.positions)
    return len(waiting)


async def forget_then_send(self: Relay, connection: Any, producer: Any) -> int:
    waiting = await connection.fetch("SELECT * FROM outbox WHERE position > $1 ORDER BY position LIMIT $2", 0, 500)
    await connection.execute("DELETE FROM outbox WHERE position = ANY($1)", [row["position"] for row in waiting])
    sender.reached("relay.after_send_before_delete")
    sent = await self._sender.send(waiting, producer)
    if sent.trouble:
        raise sent.trouble
    return len(waiting)


async def check_then_send(here: Any, tx: Any, message: Any, through: Any) -> int:
    """It trusts what was found out when the message was claimed, and lets go of the person's row."""
    contact = tx.table("contact")[message.participant_id]
    decision = Send("sms", contact.phone)
    await asyncio.sleep(0)
    outcome = await sender._bounded(through["sms"], sender._letter(here, message, decision, None))
    return await sender._write_down(tx, message, decision, outcome, here.now())


async def send_then_claim(here: Any, message: Any, through: Any) -> int:
    """It hands over first and writes down then, in one transaction: a crash between the two sends again."""
    async with here.transaction() as tx:
        decision = await sender._decide(here, tx, message)
        if not isinstance(decision, Send):
            return 0
        outcome = await sender._bounded(through[decision.channel], sender._letter(here, message, decision, None))
        sender.reached("notifier.after_provider")
        await sender.ledger.claim(tx, message, decision.channel, here.now())
        return await sender._write_down(tx, message, decision, outcome, here.now())


async def pass_over(self: Listener, raw: KafkaRecord, reason: str, at: Any) -> None:
    """What cannot be handled is logged, and forgotten."""
    async with self._here.db.transaction() as tx:
        await how_far.move(tx, [at])


async def effect_by_itself(self: EventHandlers, raw: KafkaRecord, here: Any, at: Any = None) -> bool:
    """The id in one transaction, the effect in another."""
    kind = handlers.envelope.event_type(raw)
    if kind is None or kind not in self.handlers:
        return False
    told = handlers.envelope.envelope(raw)
    event = handlers.envelope.fact(told)
    async with here.db.transaction() as tx:
        if at:
            await how_far.move(tx, [at])
        if not await inbox.first_time(tx, told.id):
            return True
    handlers.reached("consumer.after_inbox")
    async with here.db.transaction() as tx:
        with log_order.handling(tx, log_order.place(raw.offset, raw.anew), again=at is None):
            await self.handlers[told.type](tx, event, here)
    return True


VARIANTS = (
    Variant("at most once", "the offset is committed, then the handler may fail", ("P5", "P1"),
            ((Listener, "_hear", commit_first),)),
    Variant(
        "no inbox",
        "every record counts as new",
        ("P3",),
        ((inbox, "first_time", always_new), (inbox, "heard", always_the_first)),
    ),
    Variant("a cursor for a relay", "only rows above the last position are sent", ("P1",),
            ((Relay, "send_waiting", only_what_is_new),)),
    Variant("offset before effect", "the offset is committed before the effect is", ("P5", "P1"),
            ((Listener, "_hear", offset_before_effect),)),
    Variant("check, then send", "whether somebody may be written to is not asked again with their row held", ("P8",),
            ((sender, "_hand_over", check_then_send),)),
    Variant("send, then claim", "a message is written down after it was handed over", ("P7",),
            ((sender, "_one", send_then_claim),)),
    Variant("forget, then send", "the outbox forgets before Kafka has it", ("P1",),
            ((Relay, "send_waiting", forget_then_send),)),
    Variant("nothing is parked", "what cannot be handled is passed over", ("P5",), ((Listener, "_park", pass_over),)),
    Variant("effect by itself", "the inbox and the effect are two transactions", ("P1",),
            ((EventHandlers, "handle", effect_by_itself),)),
)  # fmt: skip
