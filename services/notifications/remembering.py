"""What this service learns from its own log after its database was put back: what has left does not leave again."""

from shared.events import MessageSent, MessagesStopped, MessageUndelivered, MessageWithheld
from shared.messaging.remembering import Remembers
from shared.persistence.database import Transaction

from .store import contacts, ledger


async def it_was_sent(tx: Transaction, told: MessageSent) -> None:
    await ledger.settle_before(tx, told, "sent", told.channel, None)


async def it_was_withheld(tx: Transaction, told: MessageWithheld) -> None:
    await ledger.settle_before(tx, told, "withheld", None, told.detail or told.reason)


async def it_may_have_left(tx: Transaction, told: MessageUndelivered) -> None:
    await ledger.settle_before(tx, told, "undelivered", told.channel, told.outcome)


async def they_want_no_more(tx: Transaction, told: MessagesStopped) -> None:
    await contacts.keep_stop(tx, told)


REMEMBERS: Remembers = {
    MessageSent: it_was_sent,
    MessageWithheld: it_was_withheld,
    MessageUndelivered: it_may_have_left,
    MessagesStopped: they_want_no_more,
}
