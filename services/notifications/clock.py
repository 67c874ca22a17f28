"""Time's door: what waits is sent when its hour comes, and never twice by itself.

Two steps. First the message is claimed, and that is committed: from then on no process sends it again by itself. Then,
with the person's row locked, everything is asked once more and the message is handed over: a "not safe" or a "stop"
commits either before that (and nothing is handed over) or after it. What breaks between the steps leaves the outcome
unknown, for a person to look at.
"""

import asyncio
from datetime import datetime, timedelta

import structlog

from shared.context.service_context import ServiceContext
from shared.kernel.failpoints import reached
from shared.persistence.database import Transaction
from shared.web import links

from .channels import ChannelAdapter, Outcome, OutgoingMessage, Ways, ways
from .domain import messages, texts
from .domain import news as mails
from .domain.messages import Message, Send, Wait, Withhold
from .domain.news import News
from .store import contacts, ledger, news

HAND_OVER_SECONDS = 8.0  # less than a statement may wait for the person's row
LINK_WORKS_FOR = timedelta(days=7)
STOP_WORKS_FOR = timedelta(days=3660)
"""A way to stop does not end: whoever finds an old mail may still want no more of them."""
MOST_AT_ONCE = 200
log = structlog.get_logger()


async def send_what_waits(here: ServiceContext, through: Ways | None = None) -> int:
    """Send, or withhold, what is due now; returns how many messages were settled. One process at a time."""
    through = through or ways.of(here.settings)
    settled = 0
    async with here.db.transaction() as only_one:
        if not await ledger.only_sender(only_one):
            return 0
        settled += await _settle_what_was_left(here)
        async with here.db.snapshot() as tx:
            waiting = await ledger.waiting(tx)
        for message, contact in waiting:
            if settled >= MOST_AT_ONCE:
                break
            if not isinstance(messages.decide(message, contact, here.now(), here.zone), Wait):
                settled += await _one(here, message, through)
    return settled


async def _settle_what_was_left(here: ServiceContext) -> int:
    """Claimed by a process that died: nobody knows whether it left. It is not sent again; a person looks."""
    async with here.db.transaction() as tx:
        left = await ledger.left_sending(tx)
        for claimed in left:
            await ledger.record(tx, messages.undelivered(claimed.message, claimed.channel, "unknown", here.now()))
    if left:
        log.warning("messages left half sent", service=here.service, count=len(left))
        here.told()
    return len(left)


async def _one(here: ServiceContext, message: Message, through: Ways) -> int:
    async with here.transaction() as tx:
        decision = await _decide(here, tx, message)
        if isinstance(decision, Withhold):
            await ledger.record(tx, messages.withheld(message, decision.reason, here.now()))
            return 1
        if isinstance(decision, Wait) or not await ledger.claim(tx, message, decision.channel, here.now()):
            return 0
    reached("notifier.after_claim")
    async with here.transaction() as tx:
        return await _hand_over(here, tx, message, through)


async def _decide(here: ServiceContext, tx: Transaction, message: Message) -> messages.Decision:
    contact = await contacts.locked(tx, message.participant_id)
    return messages.decide(message, contact, here.now(), here.zone)


async def _hand_over(here: ServiceContext, tx: Transaction, message: Message, through: Ways) -> int:
    """With the person's row locked: ask again, hand over, and write down what became of it."""
    contact = await contacts.locked(tx, message.participant_id)
    decision = messages.decide(message, contact, here.now(), here.zone)
    if isinstance(decision, Withhold):
        await ledger.record(tx, messages.withheld(message, decision.reason, here.now()))
        return 1
    if isinstance(decision, Wait):
        await ledger.put_back(tx, message)
        return 0
    outcome = await _bounded(through[decision.channel], _letter(here, message, decision, contact.language))
    reached("notifier.after_provider")
    return await _write_down(tx, message, decision, outcome, here.now())


async def _write_down(tx: Transaction, message: Message, decision: Send, outcome: Outcome, at: datetime) -> int:
    if outcome == "away":
        log.warning("channel away", channel=decision.channel)
        await ledger.put_back(tx, message, messages.ask_again_at(message, at))
        return 0
    if outcome == "taken":
        await ledger.record(tx, messages.sent(message, decision.channel, at))
    else:
        await ledger.record(tx, messages.undelivered(message, decision.channel, outcome, at))
    return 1


async def _bounded(way: ChannelAdapter, letter: OutgoingMessage) -> Outcome:
    try:
        async with asyncio.timeout(HAND_OVER_SECONDS):
            return await way.hand_over(letter)
    except Exception as trouble:
        log.warning("hand-over broke", error=type(trouble).__name__)
        return "unknown"


async def tell_referrers(here: ServiceContext, through: Ways | None = None) -> int:
    """Send the mails to whoever referred somebody that are due now; returns how many were settled. As with messages."""
    mail = (through or ways.of(here.settings))["email"]
    settled = 0
    async with here.db.transaction() as only_one:
        if not await ledger.only_sender(only_one):
            return 0
        async with here.transaction() as tx:
            for left in await news.in_state(tx, "sending"):
                await ledger.record(tx, mails.settled(left, "unknown", here.now()))
        async with here.db.snapshot() as tx:
            waiting = await news.in_state(tx, "waiting")
        for one in waiting[:MOST_AT_ONCE]:
            settled += await _tell(here, one, mail)
    return settled


async def _tell(here: ServiceContext, one: News, mail: ChannelAdapter) -> int:
    leaves = mails.may_leave(one, here.now())
    async with here.transaction() as tx:
        if leaves == "withheld":
            await ledger.record(tx, mails.settled(one, "withheld", here.now()))
            return 1
        if not leaves or not await news.claim(tx, one):
            return 0
    async with here.transaction() as tx:
        now = await news.locked(tx, one)
        if now is None:
            return 0
        if now.email is None:
            await ledger.record(tx, mails.settled(now, "withheld", here.now()))
            return 1
        outcome = await _bounded(mail, _mail(now, now.email, here.now()))
        if outcome == "away":
            await news.put_back(tx, now, mails.ask_again_at(now, here.now()))
            return 0
        await ledger.record(tx, mails.settled(now, "sent" if outcome == "taken" else outcome, here.now()))
        if now.step == "ended":
            await news.need_no_contact(tx, now.participant_id)
        return 1


def _mail(one: News, email: str, at: datetime) -> OutgoingMessage:
    text = mails.text_of(one.step, one.referral_id)
    return OutgoingMessage(message_id=one.id, to=email, body=text.body, subject=text.subject or "", at=at)


def _letter(here: ServiceContext, message: Message, send: Send, language: str | None) -> OutgoingMessage:
    now, settings = here.now(), here.settings
    token = links.sign(settings.secret, "me", message.check_in_id, now + LINK_WORKS_FOR, version=message.link_version)
    base = str(settings.link_url or settings.public_url).rstrip("/")
    stop = f"{base}/stop/{links.sign(settings.secret, 'stop', message.id, now + STOP_WORKS_FOR)}"
    text = texts.text_for(send.channel, language, f"{base}/me/{token}", stop)
    return OutgoingMessage(
        message_id=message.id,
        to=send.to,
        body=text.body,
        subject=text.subject or "",
        language=texts.language_for(language),
        at=now,
        stop=stop,
    )
