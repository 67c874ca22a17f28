"""What people answered: kept for whoever walks with them, and for intake where nobody does."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.notifications.domain.replies import ReplyMeaning
from shared.events.notifications import Channel
from shared.persistence.database import Transaction

HOLDS = """EXISTS (SELECT FROM reply r WHERE r.participant_id = c.participant_id AND r.seen_at IS NULL
                   AND r.meaning IN ('unsure', 'worry'))"""
"""Whether somebody (contact `c`) has said something after which no message leaves before it has been looked at."""

GETS_MESSAGES = "(c.agreed AND NOT c.left_service)"
"""Whether somebody (contact `c`) agreed to messages and has stopped neither them nor the service."""


@dataclass(frozen=True)
class ReceivedReply:
    """One answer, as whoever is to look at it sees it. `sender`: only where nobody here has that number or address."""

    reply_id: UUID
    participant_id: UUID | None
    journey_id: UUID | None
    called: str | None
    sender: str | None
    channel: Channel
    meaning: str
    stops: bool
    words: str | None
    heard_at: datetime
    seen_at: datetime | None
    opened_at: datetime | None
    """When it was last opened again, after somebody had looked after it."""


_ANSWERS = """
    SELECT r.reply_id, r.participant_id, c.journey_id, c.called, r.sender, r.channel, r.meaning, r.stops, r.words,
           r.heard_at, r.seen_at, (SELECT max(opened_at) FROM seen_before b WHERE b.reply_id = r.reply_id) AS opened_at
    FROM reply r LEFT JOIN contact c USING (participant_id)"""
_OPEN = f"{_ANSWERS} WHERE r.seen_at IS NULL"
_SEEN = f"{_ANSWERS} WHERE r.seen_at >= $2 AND r.participant_id IS NOT NULL"
_MINE = "c.link_worker_id = $1 AND c.journey_open"
_NOBODYS = "(c.participant_id IS NULL OR c.link_worker_id IS NULL OR c.journey_open IS NOT TRUE)"
_ORDER = "ORDER BY r.meaning <> 'worry', r.heard_at"


async def who_has(tx: Transaction, sender: str) -> list[UUID]:
    """Whoever has this number or address (a shared phone: all of them), their rows locked.

    Of somebody who is here under several records: the one on which somebody walks with them.
    """
    rows = await tx.fetch(
        """
        SELECT participant_id FROM contact WHERE phone = $1 OR lower(email) = lower($1)
        ORDER BY participant_id FOR UPDATE""",
        sender,
    )
    people = await tx.fetch(
        """
        SELECT DISTINCT ON (person_of(participant_id)) participant_id FROM contact WHERE participant_id = ANY($1)
        ORDER BY person_of(participant_id), journey_open IS TRUE DESC, participant_id""",
        [row["participant_id"] for row in rows],
    )
    return sorted(row["participant_id"] for row in people)


async def is_there_already(
    tx: Transaction, reply_id: UUID, participant_id: UUID | None, sender: str, words: str
) -> bool:
    """Whether an answer is kept already: told twice, or the same words of the same person wait to be looked at."""
    found = await tx.fetchval(
        """
        SELECT true FROM reply
        WHERE reply_id = $1 OR (seen_at IS NULL AND words = $4
              AND (participant_id = $2 OR (participant_id IS NULL AND sender = $3))) LIMIT 1""",
        reply_id,
        participant_id,
        sender,
        words,
    )
    return found is True


async def keep_of_nobody(
    tx: Transaction, reply_id: UUID, sender: str, channel: Channel, said: ReplyMeaning, words: str, at: datetime
) -> None:
    """Keep an answer from a number or address that nobody here has. Nobody hears of it, so no event is recorded."""
    await tx.execute(
        """
        INSERT INTO reply (reply_id, sender, channel, meaning, stops, words, heard_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)""",
        reply_id,
        sender,
        channel,
        said.meaning,
        said.stops,
        words,
        at,
    )


async def to_look_at(tx: Transaction, link_worker_id: UUID) -> list[ReceivedReply]:
    """Answers of people whom a link worker walks with that nobody has looked at; worries first, then the longest."""
    return [ReceivedReply(**row) for row in await tx.fetch(f"{_OPEN} AND {_MINE} {_ORDER}", link_worker_id)]


async def of_nobody(tx: Transaction) -> list[ReceivedReply]:
    """Answers from numbers and addresses that nobody here has, or of people with whom nobody walks now."""
    return [ReceivedReply(**row) for row in await tx.fetch(f"{_OPEN} AND {_NOBODYS} {_ORDER}")]


async def looked_after(tx: Transaction, link_worker_id: UUID | None, since: datetime) -> list[ReceivedReply]:
    """Answers that somebody has looked after since then, of people whom that link worker walks with, or with None of
    those with whom nobody walks now; the latest first. What nobody's record holds is gone by then."""
    rows = await tx.fetch(f"{_SEEN} AND {_whose(link_worker_id)} ORDER BY r.seen_at DESC", link_worker_id, since)
    return [ReceivedReply(**row) for row in rows]


async def answer(tx: Transaction, reply_id: UUID, link_worker_id: UUID | None) -> ReceivedReply | None:
    """An answer that this link worker may look at, or with None one that nobody's link worker sees; locked."""
    row = await tx.fetchrow(
        f"{_ANSWERS} WHERE {_whose(link_worker_id)} AND r.reply_id = $2 FOR UPDATE OF r", link_worker_id, reply_id
    )
    return ReceivedReply(**row) if row else None


def _whose(link_worker_id: UUID | None) -> str:
    return _MINE if link_worker_id else f"$1::uuid IS NULL AND {_NOBODYS}"


async def note_seen_of_nobody(tx: Transaction, reply_id: UUID, by: UUID, at: datetime) -> None:
    """Note that an answer which is in nobody's record was looked at; its words and sender are deleted."""
    await tx.execute(
        "UPDATE reply SET seen_at = $2, seen_by = $3, words = NULL, sender = NULL WHERE reply_id = $1",
        reply_id,
        at,
        by,
    )


async def counts(tx: Transaction) -> list[tuple[str, int]]:
    """How many answers of each kind nobody has looked at yet. Nobody's name."""
    rows = await tx.fetch("SELECT meaning, count(*) AS answers FROM reply WHERE seen_at IS NULL GROUP BY 1 ORDER BY 1")
    return [(row["meaning"], row["answers"]) for row in rows]


async def who_is_written_to(tx: Transaction, message_id: UUID, *, hold: bool = False) -> UUID | None:
    """The person who got this message and gets more; None if no more come anyway. `hold`: lock their row."""
    found: UUID | None = await tx.fetchval(
        f"""
        SELECT c.participant_id FROM message m JOIN contact c USING (participant_id)
        WHERE m.message_id = $1 AND {GETS_MESSAGES} {"FOR UPDATE OF c" if hold else ""}""",  # noqa: S608
        message_id,
    )
    return found
