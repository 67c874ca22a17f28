"""What was begun and not sent: it is nobody's record yet, is told to nobody, and ends by itself."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import asyncpg

from shared.kernel.refusal import NotFound, Refused
from shared.persistence.database import Transaction

Fields = dict[str, str]
"""What was typed, by the form's fields."""
NEWER = "Somebody else has gone on with this since you opened it. Open it again from the inbox, and add yours."


@dataclass(frozen=True)
class Draft:
    """What somebody at the desk began. `saves`: how often it was kept, so that no older page covers a newer one."""

    id: UUID
    fields: Fields
    begun_by: UUID
    saves: int
    saved_at: datetime
    ends_at: datetime

    @property
    def called(self) -> str:
        return self.fields.get("preferred_name") or self.fields.get("name") or "Somebody without a name yet"


async def keep(
    tx: Transaction, draft_id: UUID, fields: Fields, by: UUID, saves: int, at: datetime, ends_at: datetime
) -> None:
    """Keep what was begun at the desk. `saves`: how often it had been when the page was opened; 0 for a new one."""
    kept = await tx.execute(
        """
        INSERT INTO draft AS d (id, fields, begun_by, saved_at, ends_at) VALUES ($1, $2, $3, $5, $6)
        ON CONFLICT (id) DO UPDATE SET (fields, saves, saved_at, ends_at)
            = (excluded.fields, d.saves + 1, excluded.saved_at, excluded.ends_at)
        WHERE d.saves = $4""",
        draft_id, json.dumps(fields), by, saves, at, ends_at,
    )  # fmt: skip
    if kept == "INSERT 0 0":
        raise Refused(NEWER, conflict=True)


async def drafts(tx: Transaction, now: datetime) -> list[Draft]:
    """What was begun at the desk, what ends first on top."""
    rows = await tx.fetch(f"{SELECT} AND ends_at > $1 ORDER BY ends_at, id", now)
    return [_draft(row) for row in rows]


async def draft(tx: Transaction, draft_id: UUID, now: datetime) -> Draft:
    """One of them; NotFound once it has ended, was sent or was deleted."""
    row = await tx.fetchrow(f"{SELECT} AND ends_at > $1 AND id = $2", now, draft_id)
    if row is None:
        raise NotFound("draft")
    return _draft(row)


async def forget(tx: Transaction, draft_id: UUID) -> bool:
    """Delete what was begun: it was sent, or is not wanted any more. False if it is not there."""
    return await tx.fetchval("DELETE FROM draft WHERE id = $1 RETURNING true", draft_id) is True


async def seal(tx: Transaction, draft_id: UUID, place: bytes, sealed: bytes, at: datetime, ends_at: datetime) -> None:
    """Keep what anybody else began, sealed; kept once more, the newer one counts, under its own code."""
    await tx.execute(
        """
        INSERT INTO draft (id, place, sealed, saved_at, ends_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (id) DO UPDATE SET (place, sealed, saved_at, ends_at)
            = (excluded.place, excluded.sealed, excluded.saved_at, excluded.ends_at)
        WHERE draft.fields IS NULL""",
        draft_id, place, sealed, at, ends_at,
    )  # fmt: skip


async def unseal(tx: Transaction, place: bytes, now: datetime) -> bytes | None:
    """What lies sealed at that place; None if nothing does, or not any more."""
    found = await tx.fetchval("SELECT sealed FROM draft WHERE place = $1 AND ends_at > $2", place, now)
    return bytes(found) if found else None


async def end(tx: Transaction, now: datetime) -> int:
    """Delete what has waited too long; how many there were."""
    return len(await tx.fetch("DELETE FROM draft WHERE ends_at <= $1 RETURNING id", now))


SELECT = "SELECT id, fields, begun_by, saves, saved_at, ends_at FROM draft WHERE fields IS NOT NULL"


def _draft(row: asyncpg.Record) -> Draft:
    return Draft(**{**row, "fields": json.loads(row["fields"])})
