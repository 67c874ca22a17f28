"""What somebody began to write and has not sent: one draft a page and person who writes, seen by nobody else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from shared.persistence.database import Transaction


@dataclass(frozen=True)
class Draft:
    """What somebody typed on a page and has not sent, by field."""

    page: str
    fields: Mapping[str, str | list[str]]
    saved_at: datetime


async def keep_draft(
    tx: Transaction, owner_id: UUID, page: str, journey_id: UUID, fields: Mapping[str, object], at: datetime
) -> None:
    """Keep a writer's draft of a page, in place of an earlier one.

    Only beside a journey that is there: not if whoever erases the person has been quicker.
    """
    await tx.execute(
        """
        INSERT INTO draft (owner_id, page, journey_id, fields, saved_at)
        SELECT $1, $2, id, $4::jsonb, $5 FROM journey WHERE id = $3 FOR KEY SHARE
        ON CONFLICT (owner_id, page) DO UPDATE SET fields = excluded.fields, saved_at = excluded.saved_at""",
        owner_id, page, journey_id, fields, at,
    )  # fmt: skip


async def draft(tx: Transaction, owner_id: UUID, page: str) -> Draft | None:
    """That writer's draft of a page; None if there is none."""
    row = await tx.fetchrow(
        "SELECT page, fields, saved_at FROM draft WHERE owner_id = $1 AND page = $2", owner_id, page
    )
    return Draft(**dict(row)) if row else None


async def drafts(tx: Transaction, owner_id: UUID, whose: UUID | None) -> list[Record]:
    """A writer's drafts about one worker's people (anybody's, for None), latest first: page, saved_at, called."""
    mine, args = ("", ()) if whose is None else ("AND j.link_worker_id = $2", (whose,))
    return await tx.fetch(
        f"""
        SELECT d.page, d.saved_at, coalesce(k.preferred_name, k.name, 'Someone new') AS called
        FROM draft d JOIN journey j ON j.id = d.journey_id LEFT JOIN card k ON k.participant_id = j.participant_id
        WHERE d.owner_id = $1 {mine} ORDER BY d.saved_at DESC""",  # noqa: S608
        owner_id, *args,
    )  # fmt: skip


async def drop_draft(tx: Transaction, owner_id: UUID, page: str) -> None:
    """Delete that writer's draft of a page, if there is one."""
    await tx.execute("DELETE FROM draft WHERE owner_id = $1 AND page = $2", owner_id, page)


async def drop_drafts_before(tx: Transaction, moment: datetime) -> int:
    """Delete drafts last touched before that moment; returns how many."""
    done: str = await tx.execute("DELETE FROM draft WHERE saved_at < $1", moment)
    return int(done.rpartition(" ")[2])
