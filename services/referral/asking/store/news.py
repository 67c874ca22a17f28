"""What whoever referred somebody may hear, and what they were told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from services.referral.asking.rules.news import Hearing
from shared.events import (
    CheckInHeld,
    ContactTakenBack,
    Event,
    HearingBackDecided,
    NewsDue,
    NewsSettled,
    ReferrerContactGiven,
    ReferrerContactTakenAway,
)
from shared.events.referral import NewsStep, hears_nothing
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

WRITES: dict[type[Event], Change] = {
    HearingBackDecided: """
        UPDATE referrer SET agreed = :agreed, agreed_at = :occurred_at, decided_by = :decided_by
        WHERE referral_id = :referral_id""",
    NewsDue: """
        INSERT INTO news (id, referral_id, step, by, due_at)
        VALUES (:news_id, :referral_id, :step, :by, :occurred_at) ON CONFLICT DO NOTHING""",
    ReferrerContactGiven: """
        UPDATE referrer SET contact_told = true
        WHERE referral_id IN (SELECT id FROM referral WHERE participant_id = :participant_id) AND email = :email""",
    ReferrerContactTakenAway: """
        UPDATE referrer SET contact_told = false
        WHERE referral_id IN (SELECT id FROM referral WHERE participant_id = :participant_id) AND contact_told""",
}


@dataclass(frozen=True)
class NewsRow:
    """One thing that whoever referred somebody was told, or is being told. `outcome`: of its mail, once known."""

    id: UUID
    step: NewsStep
    by: Literal["email", "letter"]
    due_at: datetime
    outcome: str | None
    settled_at: datetime | None


async def hearing(tx: Transaction, referral_id: UUID) -> Hearing | None:
    """Who may hear what of a referral; None where nobody referred them by name."""
    row = await tx.fetchrow(
        """
        SELECT r.id AS referral_id, r.participant_id, r.state, f.wants_to_hear, f.agreed, f.email, r.source,
            c.tell_none_of,
            EXISTS (SELECT FROM talk t WHERE t.participant_id = r.participant_id) AS talked,
            coalesce((SELECT j.closed_at IS NOT NULL FROM journey j WHERE j.referral_id = r.id
                      ORDER BY j.opened_at DESC, j.id LIMIT 1), false) AS ended,
            ARRAY(SELECT n.step FROM news n WHERE n.referral_id = r.id) AS told
        FROM referral r JOIN referrer f ON f.referral_id = r.id JOIN card c USING (participant_id) WHERE r.id = $1""",
        referral_id,
    )
    if row is None:
        return None
    known = dict(row)
    return Hearing(protected=hears_nothing(known.pop("tell_none_of"), known.pop("source")), **known)


async def news(tx: Transaction, referral_id: UUID) -> list[NewsRow]:
    """What whoever referred them was told, the first one first."""
    rows = await tx.fetch(
        "SELECT id, step, by, due_at, outcome, settled_at FROM news WHERE referral_id = $1 ORDER BY due_at, step",
        referral_id,
    )
    return [NewsRow(**row) for row in rows]


async def contact_is_told(tx: Transaction, participant_id: UUID) -> bool:
    """Whether the address of whoever referred them stands on its topic."""
    found = """
        SELECT EXISTS (SELECT FROM referrer f JOIN referral r ON r.id = f.referral_id
                       WHERE r.participant_id = $1 AND f.contact_told)"""
    return await tx.fetchval(found, participant_id) is True


async def referred(tx: Transaction, participant_id: UUID) -> list[UUID]:
    """The referrals of a person in which somebody would like to hear of it."""
    rows = await tx.fetch(
        """
        SELECT r.id FROM referral r JOIN referrer f ON f.referral_id = r.id
        WHERE r.participant_id = $1 AND f.wants_to_hear ORDER BY r.id""",
        participant_id,
    )
    return [row["id"] for row in rows]


async def keep_talk(tx: Transaction, held: CheckInHeld) -> None:
    """Keep that the two have talked; told again, nothing changes."""
    await tx.execute(
        "INSERT INTO talk (check_in_id, participant_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        held.check_in_id,
        held.participant_id,
    )


async def forget_talk(tx: Transaction, told: ContactTakenBack) -> None:
    """Forget a talk that was noted by mistake."""
    await tx.execute("DELETE FROM talk WHERE check_in_id = $1", told.check_in_id)


async def settle(tx: Transaction, told: NewsSettled) -> NewsStep | None:
    """Keep what became of a mail; which step it told, or None if that is not known here."""
    step: NewsStep | None = await tx.fetchval(
        "UPDATE news SET outcome = $2, settled_at = $3 WHERE id = $1 RETURNING step",
        told.news_id,
        told.outcome,
        told.occurred_at,
    )
    return step
