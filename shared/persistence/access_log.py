"""Every look at a person leaves a row, and every row seals the one before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from .database import Transaction

PIECE = 20_000  # rows that one statement follows: some tenths of a second
BEFORE_ALL = -(2**63)


class Someone(Protocol):
    """Whoever looks: the log keeps their id and role, never their name."""

    @property
    def id(self) -> UUID: ...
    @property
    def role(self) -> str: ...


@dataclass(frozen=True)
class SealedRow:
    """One row and its seal, which seals every row before it."""

    row: int
    seal: bytes


@dataclass(frozen=True)
class Chain:
    """What the rows say of one another, and of where they are known to have ended before."""

    end: SealedRow | None
    broken_at: int | None
    """The first row whose seal does not fit."""
    lost: SealedRow | None
    """The first anchor that does not stand in the table any more."""
    since: SealedRow | None = None
    """Where it was followed from; None from the first row on."""
    followed_to: SealedRow | None = None
    """The last row whose seal was looked at."""

    @property
    def whole(self) -> bool:
        return self.broken_at is None and self.lost is None

    @property
    def complete(self) -> bool:
        """Whether it was followed to its end."""
        return self.end is None or self.end == self.followed_to

    @property
    def says(self) -> str:
        if self.broken_at is not None:
            return f"does not fit at row {self.broken_at}"
        if self.lost is None:
            return self._says_whole
        if self.end is None or self.end.row < self.lost.row:
            return f"cut off: it went on to row {self.lost.row} and ends at row {self.end.row if self.end else 0}"
        return f"written anew: row {self.lost.row} is not the one that was anchored"

    @property
    def _says_whole(self) -> str:
        if self.end is None:
            return "empty"
        since = f", followed from row {self.since.row}" if self.since else ""
        if self.complete:
            return f"unbroken up to row {self.end.row}{since}"
        return f"unbroken up to row {self.followed_to.row if self.followed_to else 0}{since}, not yet followed further"


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
    broken, _ = await _followed(tx, None, None)
    return broken


async def end(tx: Transaction) -> SealedRow | None:
    """The last look, or None while there is none."""
    row = await tx.fetchrow("SELECT position, seal FROM audit ORDER BY position DESC LIMIT 1")
    return SealedRow(row["position"], bytes(row["seal"])) if row else None


async def chain(
    tx: Transaction, anchors: Sequence[SealedRow] = (), since: SealedRow | None = None, most: int | None = None
) -> Chain:
    """The record, followed row by row and held against the anchors kept outside this database.

    `since`: a place up to which it was found whole before: only what comes after it is read, and at most `most` rows.
    """
    last = await end(tx)
    lost = await _lost(tx, [*anchors, since] if since else anchors)
    if since and lost:
        return Chain(last, None, lost, since)  # what it was to be followed from is gone
    broken, followed_to = await _followed(tx, since, most)
    return Chain(last, broken, lost, since, followed_to)


async def _lost(tx: Transaction, anchors: Sequence[SealedRow]) -> SealedRow | None:
    lost = await tx.fetchrow(
        """
        SELECT row, anchor FROM unnest($1::bigint[], $2::bytea[]) AS kept (row, anchor)
        LEFT JOIN audit ON position = row WHERE seal IS DISTINCT FROM anchor ORDER BY row LIMIT 1""",
        [anchor.row for anchor in anchors],
        [anchor.seal for anchor in anchors],
    )
    return SealedRow(lost["row"], bytes(lost["anchor"])) if lost else None


async def _followed(tx: Transaction, since: SealedRow | None, most: int | None) -> tuple[int | None, SealedRow | None]:
    """The first row after `since` whose seal does not fit, and the last that was looked at.

    In pieces, so that no statement takes longer the more there is.
    """
    at, left = since, most
    while left is None or left > 0:
        row = await tx.fetchrow(
            """
            WITH piece AS (SELECT * FROM audit WHERE position > $1 ORDER BY position LIMIT $3),
                 held AS (
                SELECT position, seal, seal = sha256(
                    coalesce(lag(seal) OVER (ORDER BY position), $2::bytea)
                    || convert_to(concat_ws('|', extract(epoch FROM looked_at), user_id, role, participant_id, what),
                                  'UTF8')) AS fits
                FROM piece)
            SELECT min(position) FILTER (WHERE NOT fits) AS broken, max(position) AS last, count(*) AS rows,
                   (array_agg(seal ORDER BY position DESC))[1] AS seal
            FROM held""",
            at.row if at else BEFORE_ALL,
            at.seal if at else b"",
            PIECE if left is None else min(PIECE, left),
        )
        assert row is not None
        if row["last"] is None or row["broken"] is not None:
            return row["broken"], at
        at = SealedRow(row["last"], bytes(row["seal"]))
        left = None if left is None else left - row["rows"]
    return None, at
