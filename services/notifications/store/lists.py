"""What the pages show of the ledger."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

import asyncpg

from services.notifications.domain.hours import Hours
from services.notifications.domain.outlook import MessageTally
from shared.persistence.database import Transaction

from .replies import HOLDS


@dataclass(frozen=True)
class MessageLine:
    """One message as its link worker sees it."""

    message_id: UUID
    journey_id: UUID
    called: str | None
    state: str
    channel: str | None
    reason: str | None
    due_at: datetime
    settled_at: datetime | None
    looked_at: datetime | None
    """When somebody looked after it, where it may not have arrived."""
    hours: Hours
    safe: str
    again_at: datetime | None
    """When the channel that said "not now" is asked again."""
    held: bool
    """Nothing leaves before somebody has looked at what they answered."""
    opened_at: datetime | None
    """When it was last opened again, after somebody had looked after it."""


@dataclass(frozen=True)
class PageEnd:
    """Where a page of settled messages ended: several may be settled at the very same moment."""

    settled_at: datetime
    message_id: UUID

    def __str__(self) -> str:
        return f"{self.settled_at.isoformat()}~{self.message_id}"

    @classmethod
    def read(cls, text: str) -> "PageEnd | None":
        """What `str` made of it, with a zone; None if it is anything else."""
        at, _, message_id = text.partition("~")
        try:
            moment = datetime.fromisoformat(at)
            return cls(moment.astimezone(UTC), UUID(message_id)) if moment.tzinfo else None
        except (ValueError, OverflowError):  # before the first year or after the last one
            return None


_LINES = f"""
    SELECT m.message_id, m.journey_id, c.called, m.state, m.channel, m.reason, m.due_at, m.settled_at,
           m.looked_at, c.hours_from, c.hours_until, c.safe, m.again_at, {HOLDS} AS held,
           (SELECT max(opened_at) FROM looked_after_before b WHERE b.message_id = m.message_id) AS opened_at
    FROM message m JOIN contact c USING (participant_id) WHERE c.link_worker_id = $1"""  # noqa: S608 (the service's own text)


async def to_look_after(tx: Transaction, link_worker_id: UUID) -> list[MessageLine]:
    """Undelivered messages of one link worker that nobody has looked after yet, the longest first."""
    return _lines(
        await tx.fetch(
            f"{_LINES} AND m.state = 'undelivered' AND m.looked_at IS NULL ORDER BY m.settled_at", link_worker_id
        )
    )


async def on_their_way(tx: Transaction, link_worker_id: UUID) -> list[MessageLine]:
    """Messages of one link worker that wait or are just being sent, the longest due first."""
    return _lines(await tx.fetch(f"{_LINES} AND m.state IN ('waiting', 'sending') ORDER BY m.due_at", link_worker_id))


async def settled(
    tx: Transaction, link_worker_id: UUID, most: int, beyond: PageEnd | None = None
) -> tuple[list[MessageLine], PageEnd | None]:
    """Messages sent, withheld, or undelivered and looked after: a page, the newest first, and where it ended.

    `beyond`: where the page before ended. None for an end: there are no older ones.
    """
    rows = await tx.fetch(
        f"""{_LINES} AND m.settled_at IS NOT NULL AND (m.state <> 'undelivered' OR m.looked_at IS NOT NULL)
        AND ($2::timestamptz IS NULL OR (m.settled_at, m.message_id) < ($2, $3))
        ORDER BY m.settled_at DESC, m.message_id DESC LIMIT $4""",
        link_worker_id,
        beyond and beyond.settled_at,
        beyond and beyond.message_id,
        most + 1,
    )
    shown = rows[:most]
    ends = PageEnd(shown[-1]["settled_at"], shown[-1]["message_id"]) if len(rows) > most else None
    return _lines(shown), ends


@dataclass(frozen=True)
class StoppedLine:
    """Somebody who wants no more messages, as their link worker sees it."""

    journey_id: UUID
    called: str | None
    stopped_at: datetime


async def stopped_by_reply(tx: Transaction, link_worker_id: UUID) -> list[StoppedLine]:
    """People who stopped their messages, and whose consent was not looked at since. Who did it in words that wait to
    be looked at stands there."""
    rows = await tx.fetch(
        """
        SELECT journey_id, called, stopped_at FROM contact c
        WHERE link_worker_id = $1 AND journey_open AND stopped_at >= coalesce(consent_at, '-infinity')
          AND NOT EXISTS (SELECT FROM reply r
                          WHERE r.participant_id = c.participant_id AND r.seen_at IS NULL AND r.stops)
        ORDER BY stopped_at DESC""",
        link_worker_id,
    )
    return [StoppedLine(**row) for row in rows]


async def look_after(tx: Transaction, message_id: UUID, link_worker_id: UUID, at: datetime) -> bool:
    """Note that an undelivered message to somebody they walk with was looked after. False if there is no such."""
    found = await tx.fetchval(
        """
        UPDATE message m SET looked_at = coalesce(m.looked_at, $3), looked_by = coalesce(m.looked_by, $2)
        FROM contact c
        WHERE m.message_id = $1 AND m.state = 'undelivered'
          AND c.participant_id = m.participant_id AND c.link_worker_id = $2
        RETURNING true""",
        message_id,
        link_worker_id,
        at,
    )
    return found is True


async def undelivered(tx: Transaction, message_id: UUID, link_worker_id: UUID) -> MessageLine | None:
    """A message to somebody they walk with that may not have arrived, locked; None if there is no such."""
    found = await tx.fetch(
        f"{_LINES} AND m.state = 'undelivered' AND m.message_id = $2 FOR UPDATE OF m", link_worker_id, message_id
    )
    return next(iter(_lines(found)), None)


async def open_again(tx: Transaction, message_id: UUID, by: UUID, at: datetime) -> None:
    """Note that a message which was looked after needs somebody again. Who had said that they did stays on file."""
    await tx.execute(
        """
        WITH kept AS (
            INSERT INTO looked_after_before (message_id, participant_id, looked_at, looked_by, opened_at, opened_by)
            SELECT message_id, participant_id, looked_at, looked_by, $3, $2
            FROM message WHERE message_id = $1 AND looked_at IS NOT NULL)
        UPDATE message SET looked_at = NULL, looked_by = NULL WHERE message_id = $1""",
        message_id,
        by,
        at,
    )


async def counts(tx: Transaction, since: datetime) -> list[MessageTally]:
    """How many messages are in each state, by channel and reason; settled ones only since then, but what nobody has
    looked after however old it is: time makes nothing look done. Nobody's name."""
    rows = await tx.fetch(
        """
        SELECT state, channel, reason, count(*) AS messages, min(due_at) AS longest,
               count(*) FILTER (WHERE state = 'undelivered' AND looked_at IS NULL) AS not_looked_after
        FROM message
        WHERE settled_at IS NULL OR settled_at >= $1 OR (state = 'undelivered' AND looked_at IS NULL)
        GROUP BY state, channel, reason ORDER BY state, channel, reason""",
        since,
    )
    return [MessageTally(**row) for row in rows]


def _lines(rows: Sequence[asyncpg.Record]) -> list[MessageLine]:
    return [
        MessageLine(
            hours=Hours(row["hours_from"], row["hours_until"]),
            **{name: value for name, value in row.items() if not name.startswith("hours_")},
        )
        for row in rows
    ]
