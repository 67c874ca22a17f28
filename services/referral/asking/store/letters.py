"""Letters that came with a referral, or later."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referral.asking.rules.letters import Kind
from shared.events import Event, LetterAttached, LetterTakenAway
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

WRITES: dict[type[Event], Change] = {
    LetterAttached: """
        INSERT INTO letter (id, referral_id, kind, pages, content, added_by, added_at)
        VALUES (:letter_id, :referral_id, :kind, :pages, :content, :added_by, :occurred_at)""",
    LetterTakenAway: """
        UPDATE letter SET content = NULL, taken_away_at = :occurred_at, taken_away_by = :taken_away_by
        WHERE id = :letter_id AND referral_id = :referral_id AND content IS NOT NULL""",
}


@dataclass(frozen=True)
class LetterRow:
    """A letter without what stands in it. `taken_away_at`: since when nothing of it is left but this line."""

    id: UUID
    kind: Kind
    pages: int
    added_at: datetime
    added_by: UUID | None
    taken_away_at: datetime | None
    taken_away_by: UUID | None


async def letters(tx: Transaction, referral_id: UUID) -> list[LetterRow]:
    """The letters of a referral, the first one first."""
    rows = await tx.fetch(
        """
        SELECT id, kind, pages, added_at, added_by, taken_away_at, taken_away_by FROM letter
        WHERE referral_id = $1 ORDER BY added_at, id""",
        referral_id,
    )
    return [LetterRow(**row) for row in rows]


async def content(tx: Transaction, referral_id: UUID, letter_id: UUID) -> tuple[Kind, bytes]:
    """A letter as it is handed out; NotFound if there is none, or it was taken away."""
    row = await tx.fetchrow(
        "SELECT kind, content FROM letter WHERE id = $2 AND referral_id = $1 AND content IS NOT NULL",
        referral_id,
        letter_id,
    )
    if row is None:
        raise NotFound("letter")
    return row["kind"], bytes(row["content"])
