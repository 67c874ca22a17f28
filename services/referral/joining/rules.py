"""Are two records one person's? Three answers, and what follows from each. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol
from uuid import UUID

from services.referral.domain import age
from shared.events import DuplicateLeftOpen, DuplicateRuledOut, ParticipantJoined, ParticipantParted
from shared.kernel import names
from shared.kernel.refusal import Refused

Answer = Literal["same", "else", "unsure"]
MORE_EVIDENCE = 3.0
"""In bits: by so much has what speaks for one person to grow before it is asked again whether two are one."""


@dataclass(frozen=True)
class PairAnswer:
    """What was answered last about this record and another one. `parted`: they were joined, and were not one person."""

    with_id: UUID
    answer: Literal["same", "else", "unsure", "parted"]
    evidence: float | None
    note: str | None
    answered_by: UUID | None
    answered_at: datetime
    answers: int = 1
    """How many there were, this one among them."""


@dataclass(frozen=True)
class KnownRecord:
    """A record as it counts where two are joined. `person_id`: the record under which its person goes now."""

    participant_id: UUID
    person_id: UUID
    referral_id: UUID
    called: str
    received_at: datetime
    is_open: bool
    """Their referral is still to be decided on."""
    has_walk: bool
    """Somebody walks with them, or was just given to them."""


@dataclass(frozen=True)
class PairDecision:
    """Who answers, when and in which words. `evidence`: how much speaks for one person then."""

    by: UUID
    at: datetime
    note: str | None = None
    evidence: float | None = None


def is_open(answer: PairAnswer | None, evidence: float) -> bool:
    """Whether it is still to be asked if two are one person.

    Nobody has said, or nobody could say, or much more speaks for it than when somebody said no.
    """
    if answer is None or answer.answer == "unsure":
        return True
    return answer.answer != "same" and evidence >= (answer.evidence or 0) + MORE_EVIDENCE


def asks(answers: Mapping[UUID, PairAnswer], evidence: Mapping[UUID, float]) -> list[UUID]:
    """With whom it is still open whether they are one person; `evidence`: of everybody who looks alike."""
    return [other for other, found in evidence.items() if is_open(answers.get(other), found)]


def leave_apart(
    answer_id: UUID, one: UUID, other: UUID, answer: Literal["else", "unsure"], decision: PairDecision
) -> list[DuplicateRuledOut | DuplicateLeftOpen]:
    """They are two people, or nobody can say yet: told of each."""
    event = DuplicateRuledOut if answer == "else" else DuplicateLeftOpen
    return [
        event(
            participant_id=this,
            with_id=that,
            answer_id=answer_id,
            answered_by=decision.by,
            note=decision.note,
            evidence=decision.evidence,
            occurred_at=decision.at,
        )
        for this, that in _each(one, other)
    ]


def join(
    joining_id: UUID,
    these: Sequence[KnownRecord],
    those: Sequence[KnownRecord],
    kept_id: UUID | None,
    decision: PairDecision,
) -> list[ParticipantJoined]:
    """They are one person, told of each. `these`, `those`: all records of either; their heads are joined.

    `kept_id`: any record of whoever is carried on; needed only where both have somebody who walks with them. Refused
    if they are one already, and where that is still to be chosen.
    """
    one, other = head_of(these), head_of(those)
    if one.participant_id == other.participant_id:
        raise Refused(f"{one.called} and this one are joined already. Nothing was changed.", conflict=True)
    kept = _kept(these, those, kept_id)
    return [
        ParticipantJoined(
            participant_id=this,
            with_id=that,
            joining_id=joining_id,
            kept_id=kept.participant_id,
            joined_by=decision.by,
            note=decision.note,
            evidence=decision.evidence,
            settles=settled([*these, *those]),
            occurred_at=decision.at,
        )
        for this, that in _each(one.participant_id, other.participant_id)
    ]


def head_of(records: Sequence[KnownRecord]) -> KnownRecord:
    """The record under which a person goes."""
    return next(record for record in records if record.participant_id == record.person_id)


def both_walk(these: Sequence[KnownRecord], those: Sequence[KnownRecord]) -> bool:
    """Whether somebody walks with either of them, so that it has to be chosen which walk goes on."""
    return any(record.has_walk for record in these) and any(record.has_walk for record in those)


def _kept(these: Sequence[KnownRecord], those: Sequence[KnownRecord], kept_id: UUID | None) -> KnownRecord:
    sides = sorted((these, those), key=lambda side: min(record.received_at for record in side))
    walking = [side for side in sides if any(record.has_walk for record in side)]
    if len(walking) == 1:
        return head_of(walking[0])
    if not walking:
        return head_of(sides[0])
    chosen = next((side for side in sides if kept_id in {record.participant_id for record in side}), None)
    if chosen is None:
        why = "Somebody walks with each of the two. Choose who goes on; the other walk rests until they are parted."
        raise Refused(why, field="kept")
    return head_of(chosen)


def settled(records: Sequence[KnownRecord]) -> list[UUID]:
    """The referrals that are answered by it: every open one if somebody walks with them, else all but the first."""
    waiting = sorted((record for record in records if record.is_open), key=lambda record: record.received_at)
    return [record.referral_id for record in (waiting if any(each.has_walk for each in records) else waiting[1:])]


def part(
    joining_id: UUID, kept_id: UUID, other_id: UUID, parted: bool, decision: PairDecision
) -> list[ParticipantParted]:
    """They were not one person, told of each. Refused if somebody was quicker."""
    if parted:
        raise Refused("Somebody else has parted them already. Nothing was changed.", conflict=True)
    return [
        ParticipantParted(
            participant_id=this,
            with_id=that,
            joining_id=joining_id,
            kept_id=kept_id,
            parted_by=decision.by,
            note=decision.note,
            evidence=decision.evidence,
            occurred_at=decision.at,
        )
        for this, that in _each(kept_id, other_id)
    ]


def _each(one: UUID, other: UUID) -> tuple[tuple[UUID, UUID], tuple[UUID, UUID]]:
    return (one, other), (other, one)


class ComparedCard(Protocol):
    """What two cards are laid side by side by."""

    @property
    def name(self) -> str: ...
    @property
    def preferred_name(self) -> str | None: ...
    @property
    def name_words(self) -> list[str]: ...
    @property
    def name_joined(self) -> str: ...
    @property
    def born(self) -> age.Born | None: ...
    @property
    def phone(self) -> str | None: ...
    @property
    def email(self) -> str | None: ...
    @property
    def address(self) -> str | None: ...


@dataclass(frozen=True)
class ComparedRow:
    """One line of two cards side by side. `word`: how the two compare; empty where one of them does not say."""

    label: str
    word: str
    this: str | None
    that: str | None

    @property
    def agrees(self) -> bool:
        return self.word not in ("", "differs")


def compare(one: ComparedCard, other: ComparedCard) -> list[ComparedRow]:
    """Two cards line by line, each with a word; what neither of them says is left out."""
    rows = [
        ComparedRow("Phone", _same(one.phone, other.phone), one.phone, other.phone),
        ComparedRow("Name", _names(one, other), one.name, other.name),
        ComparedRow(
            "Called", _same(one.preferred_name, other.preferred_name), one.preferred_name, other.preferred_name
        ),
        ComparedRow("Born", _born(one.born, other.born), _when(one.born), _when(other.born)),
        ComparedRow("E-mail", _same(one.email, other.email), one.email, other.email),
        ComparedRow("Address", _same(one.address, other.address), one.address, other.address),
    ]
    return [row for row in rows if row.this or row.that]


def _when(born: age.Born | None) -> str | None:
    return age.born_words(born) or None


def _same(one: str | None, other: str | None) -> str:
    if not one or not other:
        return ""
    return "the same" if names.folded(one) == names.folded(other) else "differs"


def _names(one: ComparedCard, other: ComparedCard) -> str:
    if one.name_joined == other.name_joined or set(one.name_words) == set(other.name_words):
        return "the same"
    if names.fit(one.name_words, other.name_words):
        return "one has more of it"
    return "a part is the same" if set(one.name_words) & set(other.name_words) else "differs"


def _born(one: age.Born | None, other: age.Born | None) -> str:
    if not one or not other:
        return ""
    if one.surely_on and other.surely_on:
        first, second = one.surely_on, other.surely_on
        if (first.year, first.day, first.month) == (second.year, second.month, second.day) and first != second:
            return "day and month changed over"
        return "the same" if first == second else "differs"
    return {0: "the same year", 1: "one year apart"}.get(abs(one.year - other.year), "differs")
