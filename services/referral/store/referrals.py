"""Referrals, and whoever made them. Cards are in `cards.py`, lists in `lists.py`."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from services.referral.domain.referrals import State
from services.referral.domain.walks import Walk
from shared.events import (
    AcceptanceAskedBack,
    AcceptanceTakenBack,
    Event,
    ParticipantErased,
    ReferralAccepted,
    ReferralDecisionTakenBack,
    ReferralDeclined,
    ReferralReceived,
    ReferralWaitlisted,
)
from shared.events.referral import AgeBand, Source
from shared.events.supporters import Relation
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

WRITES: dict[type[Event], Change] = {
    ReferralReceived: ("""
        INSERT INTO referral (id, participant_id, source, age_band, what_brings_them, referred_by, reference,
            received_at)
        VALUES (:referral_id, :participant_id, :source, :age_band, :what_brings_them, :referred_by, :reference,
            :occurred_at)""", """
        INSERT INTO referrer (referral_id, name, organisation, relation, phone, email, wants_to_hear, wants_support)
        SELECT :referral_id, cast(:referrer_name AS text), :referrer_organisation, :relation, :referrer_phone,
            :referrer_email, coalesce(:wants_to_hear, false), coalesce(:wants_support, false)
        WHERE cast(:referrer_name AS text) IS NOT NULL"""),
    ReferralAccepted: """
        UPDATE referral SET state = 'accepted', link_worker_id = :link_worker_id,
            exception_because = :exception_because, decided_by = :decided_by, decided_at = :occurred_at,
            acceptances = :acceptance, wished = :wished, met = :met, was_suggested = :was_suggested
        WHERE id = :referral_id AND state IN ('received', 'waitlisted')""",
    AcceptanceAskedBack: """
        UPDATE referral SET asked_back_id = :taking_back_id, asked_back_by = :asked_by, asked_back_at = :occurred_at
        WHERE id = :referral_id AND state = 'accepted' AND acceptances = :acceptance AND asked_back_id IS NULL""",
    AcceptanceTakenBack: ("""
        UPDATE referral SET state = cast(:back_to AS text), decided_at = NULL, decided_by = NULL,
            link_worker_id = NULL, exception_because = NULL, asked_back_id = NULL, asked_back_at = NULL,
            asked_back_by = NULL
        WHERE id = :referral_id AND state = 'accepted' AND acceptances = :acceptance""", """
        INSERT INTO decision_before (id, referral_id, decision, link_worker_id, note, decided_by, decided_at,
            taken_back_by, taken_back_at)
        SELECT :taking_back_id, id, state, link_worker_id, exception_because, decided_by, decided_at, asked_back_by,
            :occurred_at
        FROM referral WHERE id = :referral_id"""),
    ReferralWaitlisted: """
        UPDATE referral SET state = 'waitlisted', waiting_since = :occurred_at, waiting_because = :reason,
            waiting_note = :note, waiting_by = :decided_by, ask_again_on = :ask_again_on
        WHERE id = :referral_id AND state = 'received'""",
    ReferralDeclined: """
        UPDATE referral SET state = 'declined', declined_because = :reason, redirected_to = :redirected_to,
            other_local = :other_local,
            note = :note, decided_by = :decided_by, decided_at = :occurred_at
        WHERE id = :referral_id AND state IN ('received', 'waitlisted')""",
    ReferralDecisionTakenBack: ("""
        UPDATE referral SET state = cast(:back_to AS text), decided_at = NULL, decided_by = NULL,
            declined_because = NULL, redirected_to = NULL, other_local = NULL, note = NULL,
            (waiting_since, waiting_because, waiting_note, waiting_by, ask_again_on)
            = (SELECT waiting_since, waiting_because, waiting_note, waiting_by, ask_again_on
               WHERE cast(:back_to AS text) = 'waitlisted')
        WHERE id = :referral_id AND state = cast(:decision AS text)""", """
        INSERT INTO decision_before (id, referral_id, decision, because, redirected_to, note, decided_by, decided_at,
            taken_back_by, taken_back_at)
        SELECT :taking_back_id, id, state, coalesce(declined_because, waiting_because), redirected_to,
            CASE state WHEN 'declined' THEN note ELSE waiting_note END,
            CASE state WHEN 'declined' THEN decided_by ELSE waiting_by END, coalesce(decided_at, waiting_since),
            :taken_back_by, :occurred_at
        FROM referral WHERE id = :referral_id AND state = cast(:decision AS text)"""),
    ParticipantErased: """
        INSERT INTO deletion (name, period_from, period_until, erased_at, reason, because, decided_by)
        VALUES (:name, :period_from, :period_until, :occurred_at, :reason, :because, :decided_by)""",
}  # fmt: skip


@dataclass(frozen=True)
class ReferralRow:
    """A referral as it stands."""

    id: UUID
    participant_id: UUID
    source: Source
    age_band: AgeBand | None
    what_brings_them: str | None
    referred_by: str | None
    received_at: datetime
    state: State
    waiting_since: datetime | None
    waiting_because: str | None
    waiting_note: str | None
    waiting_by: UUID | None
    decided_at: datetime | None
    decided_by: UUID | None
    link_worker_id: UUID | None
    exception_because: str | None
    declined_because: str | None
    redirected_to: str | None
    note: str | None
    acceptances: int
    asked_back_id: UUID | None
    asked_back_at: datetime | None
    asked_back_by: UUID | None
    stays_since: datetime | None
    wished: list[str] | None
    """What they asked for in who supports them when they were given to somebody, as codes."""
    met: list[str] | None
    was_suggested: bool | None
    other_local: str | None = None
    joined: bool = False
    """It was answered by joining it to another record of the same person."""
    reference: str | None = None
    ask_again_on: date | None = None
    waiting_changes: int = 0

    @property
    def is_open(self) -> bool:
        return self.state in ("received", "waitlisted") and not self.joined


NOW = """
    LEFT JOIN LATERAL (SELECT link_worker_id, with_since, closed_at FROM journey WHERE referral_id = r.id
                       ORDER BY opened_at DESC, id LIMIT 1) walks ON true"""
"""The newest journey that began with a referral `r`."""
SETTLED = """
    EXISTS (SELECT FROM settled s JOIN joining g USING (joining_id)
            WHERE s.referral_id = r.id AND g.parted_at IS NULL)"""
"""Whether a referral `r` was answered by joining it to another record of the same person."""
WALK = """
    coalesce(walks.link_worker_id, r.link_worker_id) AS walks_with, coalesce(walks.with_since, r.decided_at) AS since,
    walks.closed_at AS ended_at"""


def walk_of(values: dict[str, Any]) -> Walk | None:
    """Make a `Walk` of the columns of WALK, which are taken out of the row; None if nobody has been found yet."""
    worker, since, ended_at = values.pop("walks_with"), values.pop("since"), values.pop("ended_at")
    return Walk(worker, since, ended_at) if worker else None


async def walk(tx: Transaction, referral_id: UUID) -> Walk | None:
    """Who walks with them now; None if nobody has been found yet."""
    row = await tx.fetchrow(f"SELECT {WALK} FROM referral r {NOW} WHERE r.id = $1", referral_id)  # noqa: S608
    return walk_of(dict(row)) if row else None


async def referral(tx: Transaction, referral_id: UUID, *, lock: bool = False) -> ReferralRow:
    """One referral; locked if a decision about it is to follow. `NotFound` if there is none."""
    if lock:
        await tx.execute("SELECT FROM referral WHERE id = $1 FOR UPDATE", referral_id)
    row = await tx.fetchrow(f"SELECT r.*, {SETTLED} AS joined FROM referral r WHERE id = $1", referral_id)  # noqa: S608
    if row is None:
        raise NotFound("referral")
    return ReferralRow(**row)


async def referral_of(tx: Transaction, participant_id: UUID, *, lock: bool = False) -> ReferralRow:
    """The referral of a person; locked if a decision about it is to follow. `NotFound` if there is none."""
    if lock:
        await tx.execute("SELECT FROM referral WHERE participant_id = $1 FOR UPDATE", participant_id)
    row = await tx.fetchrow(
        f"SELECT r.*, {SETTLED} AS joined FROM referral r WHERE participant_id = $1",  # noqa: S608
        participant_id,
    )
    if row is None:
        raise NotFound("referral")
    return ReferralRow(**row)


@dataclass(frozen=True)
class ReferrerRow:
    """Whoever referred somebody, as they said it at the door."""

    referral_id: UUID
    name: str
    organisation: str | None
    relation: Relation | None
    phone: str | None
    email: str | None
    wants_to_hear: bool
    wants_support: bool
    agreed: bool | None
    agreed_at: datetime | None
    decided_by: UUID | None
    contact_told: bool


async def referrer(tx: Transaction, referral_id: UUID) -> ReferrerRow | None:
    """Whoever referred them; None for somebody who asked themselves, or who was told of in one line of words."""
    row = await tx.fetchrow("SELECT * FROM referrer WHERE referral_id = $1", referral_id)
    return ReferrerRow(**row) if row else None


async def quoted(tx: Transaction, reference: str) -> UUID | None:
    """The referral with that reference; None if there is none, or more than one: then it is nobody's."""
    rows = await tx.fetch("SELECT id FROM referral WHERE reference = $1 LIMIT 2", reference)
    return rows[0]["id"] if len(rows) == 1 else None
