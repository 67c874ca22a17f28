"""What is done with an answer: messages stop at once where that is what it says, and somebody always sees it."""

import json
from typing import Literal
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

import structlog

from shared.context.service_context import ServiceContext
from shared.persistence.database import Transaction

from .domain import replies as meant
from .domain.inbound import Inbound
from .domain.replies import ReplyMeaning
from .store import ledger, replies

Heard = Literal["known", "unknown", "by_machine"]
"""Of somebody here; from a number or an address that nobody here has, so that intake sees it; or nobody wrote it."""
ANSWERS = uuid5(NAMESPACE_URL, "urn:localconnections:answers")
log = structlog.get_logger()


def reply_of(sender: str, known_as: str, words: str) -> UUID:
    """The id of an answer, from what its gateway calls it; other words under that name are another answer."""
    return uuid5(ANSWERS, json.dumps([sender, known_as, words]))


def answer_of(reply_id: UUID, participant_id: UUID) -> UUID:
    """The id of the same answer in one person's record: a shared phone's answer stands in each."""
    return uuid5(reply_id, str(participant_id))


async def hear(here: ServiceContext, inbound: Inbound) -> Heard:
    """Record an answer: messages stop or are held where it says so, and somebody is to look at it.

    All of it or nothing, in one transaction. What a machine sent changes nothing.
    """
    if inbound.by_machine:
        log.info("answer of a machine", channel=inbound.channel)
        return "by_machine"
    said = meant.understood(inbound.words)
    reply_id = reply_of(inbound.sender, inbound.id, inbound.words) if inbound.id else uuid4()
    async with here.transaction() as tx:
        people = await replies.who_has(tx, inbound.sender)
        for participant_id in people:
            await _of_somebody(here, tx, answer_of(reply_id, participant_id), participant_id, inbound, said)
        if not people and not await replies.is_there_already(tx, reply_id, None, inbound.sender, inbound.words):
            await replies.keep_of_nobody(tx, reply_id, inbound.sender, inbound.channel, said, inbound.words, here.now())
    log.info("answer heard", channel=inbound.channel, stops=said.stops, count=len(people))
    return "known" if people else "unknown"


async def _of_somebody(
    here: ServiceContext, tx: Transaction, reply_id: UUID, participant_id: UUID, inbound: Inbound, said: ReplyMeaning
) -> None:
    if said.stops:
        await ledger.record(tx, meant.stop(participant_id, here.now()))
    if not await replies.is_there_already(tx, reply_id, participant_id, inbound.sender, inbound.words):
        told = meant.answered(reply_id, participant_id, inbound.channel, said, inbound.words, here.now())
        await ledger.record(tx, told)
