"""Every look at a person leaves a row, and every row seals the one before it."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from .database import Transaction


class Someone(Protocol):
    @property
    def id(self) -> UUID: ...
    @property
    def role(self) -> str: ...


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
