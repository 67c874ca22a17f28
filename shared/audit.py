"""Every look at a person leaves a row, and every row seals the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from .database import Transaction


class Someone(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def role(self) -> str: ...


@dataclass(frozen=True)
class Place:
    """One row and its seal, which seals every row before it."""

    row: int
    seal: bytes


@dataclass(frozen=True)
class Chain:
    """What the rows say of one another, and of where they are known to have ended before."""

    end: Place | None
    broken_at: int | None
    """The first row whose seal does not fit."""
    lost: Place | None
    """The first anchor that does not stand in the table any more."""

    @property
    def whole(self) -> bool:
        return self.broken_at is None and self.lost is None

    @property
    def says(self) -> str:
        if self.broken_at is not None:
            return f"does not fit at row {self.broken_at}"
        if self.lost is None:
            return f"unbroken up to row {self.end.row}" if self.end else "empty"
        if self.end is None or self.end.row < self.lost.row:
            return f"cut off: it went on to row {self.lost.row} and ends at row {self.end.row if self.end else 0}"
        return f"written anew: row {self.lost.row} is not the one that was anchored"


async def looked(tx: Transaction, user: Someone, participant_id: UUID, what: str, at: datetime) -> None:
    """`user` looked at `participant_id` on the page called `what` (a page's name, nothing about the person)."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('audit'))")
    await tx.execute(
        """
        INSERT INTO audit (looked_at, user_id, role, participant_id, what, seal)
        SELECT $1, $2, $3, $4, $5, sha256(
            coalesce((SELECT seal FROM audit ORDER BY position DESC LIMIT 1), ''::bytea)
            || convert_to(concat_ws('|', extract(epoch FROM $1::timestamptz), $2::uuid, $3::text, $4::uuid, $5::text),
                          'UTF8'))""",
        at,
        user.id,
        user.role,
        participant_id,
        what,
    )


async def broken_at(tx: Transaction) -> int | None:
    """The first position whose seal does not fit, or None where the chain is whole."""
    broken: int | None = await tx.fetchval(
        """
        SELECT min(position) FROM (
            SELECT position, seal, sha256(
                coalesce(lag(seal) OVER (ORDER BY position), ''::bytea)
                || convert_to(concat_ws('|', extract(epoch FROM looked_at), user_id, role, participant_id, what),
                              'UTF8')) AS fits
            FROM audit) AS chain
        WHERE seal <> fits"""
    )
    return broken


async def end(tx: Transaction) -> Place | None:
    """The last look, or None while there is none."""
    row = await tx.fetchrow("SELECT position, seal FROM audit ORDER BY position DESC LIMIT 1")
    return Place(row["position"], bytes(row["seal"])) if row else None


async def chain(tx: Transaction, anchors: Sequence[Place] = ()) -> Chain:
    """The whole record, followed row by row and held against the anchors kept outside this database."""
    lost = await tx.fetchrow(
        """
        SELECT row, anchor FROM unnest($1::bigint[], $2::bytea[]) AS kept (row, anchor)
        LEFT JOIN audit ON position = row WHERE seal IS DISTINCT FROM anchor ORDER BY row LIMIT 1""",
        [anchor.row for anchor in anchors],
        [anchor.seal for anchor in anchors],
    )
    return Chain(await end(tx), await broken_at(tx), Place(lost["row"], bytes(lost["anchor"])) if lost else None)
