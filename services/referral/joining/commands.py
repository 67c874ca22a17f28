"""Two records are compared, joined or parted: load, ask the rule, record."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.referral.store import DuplicateCandidate, alike, card
from services.referral.store.recording import record
from shared.events import Event
from shared.kernel.refusal import Refused
from shared.persistence import joinings
from shared.persistence.database import Transaction

from . import rules, store
from .rules import Answer, PairDecision


def evidence_of(candidate: DuplicateCandidate) -> float:
    """How much speaks for one person, in bits."""
    return candidate.bits


async def evidence(tx: Transaction, one: UUID, other: UUID) -> float | None:
    """How much speaks now for these two being one person; None if they do not look alike at all."""
    found = [each for each in await alike(tx, await card(tx, one)) if each.card.participant_id == other]
    return evidence_of(found[0]) if found else None


async def open_questions(tx: Transaction, participant_id: UUID, alike: Sequence[DuplicateCandidate]) -> list[UUID]:
    """Of those who look alike, with whom it is still open whether they are one person with this one."""
    answers = await store.answers(tx, participant_id)
    theirs = set(await joinings.records_of(tx, participant_id))
    found = {one.card.participant_id: evidence_of(one) for one in alike if one.card.participant_id not in theirs}
    return rules.asks(answers, found)


async def answer(
    tx: Transaction,
    answer_id: UUID,
    one: UUID,
    other: UUID,
    what: Answer,
    answers_before: int,
    kept_id: UUID | None,
    decision: PairDecision,
) -> None:
    """Answer whether two records are one person's; the same person's are joined.

    `answers_before`: how many answers the page showed. Refused if somebody else has answered since.
    """
    await store.hold_all(tx)
    these, those = await store.records(tx, one, lock=True), await store.records(tx, other, lock=True)
    before = (await store.answers(tx, one)).get(other)
    if before and before.answers != answers_before:
        raise Refused(f"Somebody else has answered this meanwhile: {SAID[before.answer]}. Look again.", conflict=True)
    if before and before.answer == "same" and what != "same":
        raise Refused("They are joined. Part them first, on the page of joined people.", conflict=True)
    if what == "same":
        facts: Sequence[Event] = rules.join(answer_id, these, those, kept_id, decision)
    else:
        facts = rules.leave_apart(answer_id, one, other, what, decision)
    for fact in facts:
        await record(tx, fact)


async def part(tx: Transaction, joining_id: UUID, by: UUID, at: datetime, note: str | None) -> None:
    """Part two records that are not one person's after all; each stands for itself again."""
    await store.hold_all(tx)
    pair = await store.joined_pair(tx, joining_id)
    decision = PairDecision(by, at, note, await evidence(tx, pair.kept_id, pair.other_id))
    for fact in rules.part(joining_id, pair.kept_id, pair.other_id, pair.parted_at is not None, decision):
        await record(tx, fact)


SAID = {
    "same": "they are the same person",
    "else": "they are two people",
    "unsure": "they are not sure yet",
    "parted": "they are two people, and were parted",
}
