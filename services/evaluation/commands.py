"""Load what is known, ask the gate, tell what has to be told."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from shared.context.service_context import ServiceContext
from shared.events.evaluation import (
    AttendanceWithdrawn,
    MeasureWithdrawn,
    ParticipationWithdrawn,
    Released,
    StepWithdrawn,
)
from shared.persistence import joinings
from shared.persistence.database import Transaction

from . import store
from .domain.facts import ParticipantFacts
from .domain.release import ReleasePolicy
from .domain.released import released
from .domain.together import has_an_end_too_many, one_path

WITHDRAWALS = (AttendanceWithdrawn, MeasureWithdrawn, ParticipationWithdrawn, StepWithdrawn)
"""They come first: what goes from one pseudonym to another is out under one of them at a time."""


async def let_out(tx: Transaction, participant_id: UUID, here: ServiceContext, on: date | None = None) -> int:
    """Tell the evaluator what is missing or wrong, so that what is released is exactly what was consented to.

    `on`: the day on which the only yes turned out to be none. Returns how many facts were told.
    """
    gate, facts = _gate(here), list[Released]()
    for known in one_path(await _records(tx, participant_id)):
        told = await store.out(tx, gate.pseudonym(known))
        if known.agreement is not None:
            facts += gate.to_tell(known, told)
        elif told:
            facts += gate.taken_back(known, told, on or here.today())
    return await _tell(tx, facts)


async def let_out_anew(tx: Transaction, people: Sequence[UUID], on: date, here: ServiceContext) -> int:
    """The same, where records were joined or parted on that day: what was another record's is not left out there.

    The second pseudonym is withdrawn and told again under the first; parted, each is told under its own.
    """
    gate, facts = _gate(here), list[Released]()
    paths = {known.participant_id: known for who in people for known in one_path(await _records(tx, who))}
    for known in paths.values():
        told = await store.out(tx, gate.pseudonym(known))
        if known.agreement is None or has_an_end_too_many(told, gate.allowed(known)):
            facts += gate.taken_back(known, told, on)
            told = []
        facts += gate.to_tell(known, told)
    return await _tell(tx, facts)


async def _records(tx: Transaction, participant_id: UUID) -> list[ParticipantFacts]:
    """What is known of somebody on each of their records, first on the one that is carried on."""
    records = await joinings.records_of(tx, participant_id)
    if len(records) == 1:
        return [await store.known(tx, participant_id)]
    person = await joinings.hold_person(tx, participant_id)
    return [await store.known(tx, one) for one in sorted(records, key=lambda one: (one != person, one))]


async def _tell(tx: Transaction, facts: list[Released]) -> int:
    for fact in sorted(facts, key=lambda fact: not isinstance(fact, WITHDRAWALS)):
        await store.record(tx, fact)
    return len(facts)


async def take_back(tx: Transaction, participant_id: UUID, on: date, here: ServiceContext) -> int:
    """Withdraw everything that was released about a participant. Returns how many facts were told."""
    gate, known = _gate(here), await store.known(tx, participant_id)
    gone = gate.taken_back(known, await store.out(tx, gate.pseudonym(known)), on)
    return await _tell(tx, gone)


def _gate(here: ServiceContext) -> ReleasePolicy:
    return ReleasePolicy(
        here.local, here.settings.pseudonym_key.get_secret_value(), released(here.settings.measure_plan)
    )
