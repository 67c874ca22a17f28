"""The panel “Do we know them already?” on the page of one referral."""

from dataclasses import dataclass
from uuid import UUID

from services.referral.joining import commands, rules
from services.referral.joining import store as joining_store
from services.referral.joining.rules import ComparedRow, PairAnswer
from services.referral.joining.store import JoinedPair
from services.referral.store import Card, DuplicateCandidate
from shared.persistence.database import Transaction
from shared.web import forms
from shared.web.forms import BoundForm

from .forms import KnownForm


@dataclass(frozen=True)
class ComparedPerson:
    """Somebody who may be the same person, laid beside this referral. `is_open`: it has not been answered yet."""

    candidate: DuplicateCandidate
    answer: PairAnswer | None
    is_open: bool
    rows: list[ComparedRow]
    both_walk: bool
    """Somebody walks with each of the two: which walk goes on is a part of the answer."""
    form: BoundForm[KnownForm]


@dataclass(frozen=True)
class KnownPeople:
    """Who may be the same person, and with which records this one is joined."""

    compared: list[ComparedPerson]
    joined: list[JoinedPair]

    @property
    def open(self) -> list[ComparedPerson]:
        return [one for one in self.compared if one.is_open]

    @property
    def shown(self) -> set[str]:
        """The forms that the page holds, by what stands before their fields."""
        return {one.form.prefix for one in self.compared}

    @property
    def answered(self) -> list[ComparedPerson]:
        return [one for one in self.compared if not one.is_open]


def prefix_of(with_id: UUID) -> str:
    """What stands before the fields of the form about one of them."""
    return f"known-{str(with_id)[:8]}-"


async def known_people(
    tx: Transaction, card: Card, alike: list[DuplicateCandidate], sent: BoundForm[KnownForm]
) -> KnownPeople:
    """Lay everybody who looks alike beside this card; `sent`: the form that came back with something to mend."""
    own = await joining_store.records(tx, card.participant_id)
    theirs = {record.participant_id for record in own}
    answers = await joining_store.answers(tx, card.participant_id)
    asked = set(await commands.open_questions(tx, card.participant_id, alike))
    compared = []
    for one in alike:
        other = one.card.participant_id
        if other in theirs:
            continue
        records = await joining_store.records(tx, other)
        form = sent if sent.prefix == prefix_of(other) else forms.blank(KnownForm, prefix_of(other))
        compared.append(
            ComparedPerson(
                candidate=one,
                answer=answers.get(other),
                is_open=other in asked,
                rows=rules.compare(card, one.card),
                both_walk=rules.both_walk(own, records),
                form=form,
            )
        )
    return KnownPeople(compared, await joining_store.joinings_of(tx, list(theirs)))
