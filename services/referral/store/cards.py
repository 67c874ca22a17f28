"""Who somebody is and how they are reached, and whose cards may be one person's."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.referral.domain import age
from services.referral.domain.referrals import State
from services.referral.domain.walks import Walk
from services.referral.matching import store as matching
from services.referral.matching.rules.compare import Likeness, Reason
from shared.events import Event, ParticipantCardTakenAway, ParticipantCardUpdated
from shared.events.referral import ContactBy, Interpreter, Protection, Safety
from shared.kernel import names
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change, Partly
from shared.rules.languages import in_words, spoken
from shared.rules.named_codes import Reading

from .referrals import NOW, WALK, walk_of

WRITES: dict[type[Event], Change] = {
    ParticipantCardUpdated: Partly(("""
        INSERT INTO card AS c (participant_id, name, preferred_name, pronouns, year_of_birth, born_on, born_estimated,
            phone, email, address, language, languages, interpreter, contact_by, safe_to_contact, hours_from,
            hours_until, updated_at,
            name_words, name_joined, name_folding, intake_note, tell_none_of, changed_by, change_note)
        VALUES (:participant_id, :name, :preferred_name, :pronouns, :year_of_birth, :born_on,
            coalesce(:born_estimated, false), :phone, :email, :address, :language, :languages, :interpreter,
            :contact_by, :safe_to_contact,
            :hours_from, :hours_until, :occurred_at, :name_words, :name_joined, :name_folding,
            :intake_note, :tell_none_of, :changed_by, :change_note)
        ON CONFLICT (participant_id) DO UPDATE SET (name, preferred_name, pronouns, year_of_birth, born_on,
            born_estimated, phone, email, address, language, languages, interpreter, contact_by, safe_to_contact,
            hours_from, hours_until,
            updated_at, name_words, name_joined, name_folding,
            intake_note, tell_none_of, changed_by, change_note, updates)
        = (excluded.name, excluded.preferred_name, excluded.pronouns, excluded.year_of_birth, excluded.born_on,
            excluded.born_estimated, excluded.phone, excluded.email, excluded.address, excluded.language,
            excluded.languages, excluded.interpreter,
            excluded.contact_by, excluded.safe_to_contact, excluded.hours_from, excluded.hours_until,
            excluded.updated_at, excluded.name_words, excluded.name_joined, excluded.name_folding,
            excluded.intake_note, excluded.tell_none_of, excluded.changed_by, excluded.change_note,
            c.updates + 1)""", """
        INSERT INTO card_before (participant_id, updates, stood, until)
        SELECT participant_id, updates, to_jsonb(c), :occurred_at FROM card c
        WHERE participant_id = :participant_id"""),
        dict.fromkeys(("asked_at", "source", "what_brings_them", "referred_by"), "the referral keeps it")),
    ParticipantCardTakenAway: "DELETE FROM card WHERE participant_id = :participant_id",
}  # fmt: skip


@dataclass(frozen=True)
class Card:
    """Somebody's card. `updates` counts how often it was written."""

    participant_id: UUID
    name: str
    preferred_name: str | None
    pronouns: str | None
    year_of_birth: int | None
    born_on: date | None
    born_estimated: bool
    phone: str | None
    email: str | None
    address: str | None
    language: str | None
    contact_by: ContactBy
    safe_to_contact: Safety
    hours_from: int
    hours_until: int
    updated_at: datetime
    updates: int
    name_words: list[str]
    name_joined: str
    name_folding: int
    intake_note: str | None
    tell_none_of: Protection | None
    changed_by: UUID | None
    change_note: str | None
    languages: list[str] | None
    interpreter: Interpreter | None

    @property
    def spoken(self) -> tuple[Reading, ...]:
        """What they speak, in their order; of their words what is not clear yet, too."""
        return spoken(self.language, self.languages)

    @property
    def speaks(self) -> str:
        return in_words(self.spoken)

    @property
    def called(self) -> str:
        return self.preferred_name or self.name

    @property
    def born(self) -> age.Born | None:
        """When they were born, as much of it as they told; None if they did not."""
        if self.year_of_birth is None:
            return None
        return age.Born(self.year_of_birth, self.born_on, estimated=self.born_estimated)


@dataclass(frozen=True)
class DuplicateCandidate:
    """Somebody who may be the same person: what speaks for it and against, and how much all of it says."""

    card: Card
    likeness: Likeness
    referral_id: UUID
    received_at: datetime
    state: State
    walk: Walk | None

    @property
    def bits(self) -> float:
        return self.likeness.bits

    @property
    def very_likely(self) -> bool:
        return self.likeness.very_likely

    @property
    def reasons_for(self) -> list[Reason]:
        return [reason for reason in self.likeness.reasons if reason.says == "for"]

    @property
    def reasons_against(self) -> list[Reason]:
        return [reason for reason in self.likeness.reasons if reason.says == "against"]


async def card(tx: Transaction, participant_id: UUID, *, lock: bool = False) -> Card:
    """A person's card; locked until the transaction ends if it is to be changed. `NotFound` if there is none."""
    row = await tx.fetchrow(
        f"SELECT * FROM card WHERE participant_id = $1 {'FOR UPDATE' if lock else ''}",  # noqa: S608
        participant_id,
    )
    if row is None:
        raise NotFound("person")
    return Card(**row)


async def alike(tx: Transaction, one: Card) -> list[DuplicateCandidate]:
    """Everybody whose card may be the same person's, with what speaks for it and against; the likeliest first."""
    likely = await matching.likely(tx, one)
    rows = await tx.fetch(
        f"""
        SELECT o.*, r.id, r.received_at, r.state, {WALK}
        FROM card o JOIN referral r USING (participant_id) {NOW}
        WHERE o.participant_id = ANY($1)""",  # noqa: S608
        [who for who, _ in likely],
    )
    found = {row["participant_id"]: dict(row) for row in rows}
    return [_candidate(likeness, found[who]) for who, likeness in likely if who in found]


def _candidate(likeness: Likeness, values: dict[str, Any]) -> DuplicateCandidate:
    referral_id = values.pop("id")
    about = {name: values.pop(name) for name in ("received_at", "state")} | {"walk": walk_of(values)}
    return DuplicateCandidate(card=Card(**values), likeness=likeness, referral_id=referral_id, **about)


async def cards_to_tell_again(tx: Transaction, most: int) -> list[ParticipantCardUpdated]:
    """Cards as they stand whose names are folded in an earlier way, with their rows locked."""
    rows = await tx.fetch(
        f"{TOLD} WHERE c.name_folding < $1 LIMIT $2 FOR UPDATE OF c SKIP LOCKED",
        names.FOLDING,
        most,
    )
    return [_told(row) for row in rows]


TOLD = """
    SELECT c.*, c.updated_at AS occurred_at, r.received_at AS asked_at, r.source, r.what_brings_them, r.referred_by
    FROM card c JOIN referral r USING (participant_id)"""


async def card_as_told(tx: Transaction, participant_id: UUID) -> ParticipantCardUpdated:
    """A person's card as it was told last, locked, to be told with something changed. `NotFound` if there is none."""
    row = await tx.fetchrow(f"{TOLD} WHERE participant_id = $1 FOR UPDATE OF c", participant_id)
    if row is None:
        raise NotFound("person")
    return _told(row)


def _told(row: Any) -> ParticipantCardUpdated:
    return ParticipantCardUpdated.model_validate({name: row[name] for name in ParticipantCardUpdated.model_fields})
