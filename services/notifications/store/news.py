"""Mails to whoever referred somebody, and where to."""

from datetime import datetime
from uuid import UUID

import asyncpg

from services.notifications.domain.news import News
from shared.events import Event, NewsSettled, ReferrerContactGiven
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

WRITES: dict[type[Event], Change] = {
    NewsSettled: """
        UPDATE news SET state = :outcome, settled_at = :occurred_at
        WHERE news_id = :news_id AND state IN ('waiting', 'sending')""",
}
WITH_ADDRESS = "SELECT n.*, c.email FROM news n LEFT JOIN referrer_contact c USING (participant_id)"


async def keep_contact(tx: Transaction, given: ReferrerContactGiven) -> None:
    """Keep where whoever referred somebody is told; not if the person has said no since it was given."""
    await tx.execute(
        """
        INSERT INTO referrer_contact AS c (participant_id, email) VALUES ($1, $2)
        ON CONFLICT (participant_id) DO UPDATE SET email = excluded.email
        WHERE c.no_more_at IS NULL OR c.no_more_at < $3""",
        given.participant_id,
        given.email,
        given.occurred_at,
    )


async def forget_contact(tx: Transaction, participant_id: UUID, since: datetime) -> None:
    """Forget where: since then nothing more is to be told, as the person said, or to keep them safe."""
    await tx.execute(
        """
        INSERT INTO referrer_contact (participant_id, no_more_at) VALUES ($1, $2)
        ON CONFLICT (participant_id) DO UPDATE SET (email, no_more_at) = (NULL, excluded.no_more_at)""",
        participant_id,
        since,
    )


async def need_no_contact(tx: Transaction, participant_id: UUID) -> None:
    """Forget where, since nothing more is to be told."""
    await tx.execute("DELETE FROM referrer_contact WHERE participant_id = $1", participant_id)


async def let_wait(tx: Transaction, news: News) -> None:
    """Let a mail wait; told again, it is the same one."""
    await tx.execute(
        """
        INSERT INTO news (news_id, participant_id, referral_id, step, due_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT DO NOTHING""",
        news.id,
        news.participant_id,
        news.referral_id,
        news.step,
        news.due_at,
    )


async def settle_before(tx: Transaction, told: NewsSettled) -> None:
    """What became of a mail in a life that this database knows nothing of: it does not leave again.

    That counts whether the mail waits here already or comes later.
    """
    await tx.execute(
        """
        INSERT INTO news AS n (news_id, participant_id, state, settled_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (news_id) DO UPDATE SET (state, settled_at) = (excluded.state, excluded.settled_at)
        WHERE n.state IN ('waiting', 'sending')""",
        told.news_id,
        told.participant_id,
        told.outcome,
        told.occurred_at,
    )


async def in_state(tx: Transaction, state: str) -> list[News]:
    """All mails that are `waiting` or `sending`, the longest due first."""
    rows = await tx.fetch(f"{WITH_ADDRESS} WHERE n.state = $1 ORDER BY n.due_at, n.news_id", state)
    return [_news(row) for row in rows]


async def waiting_for(tx: Transaction, participant_id: UUID) -> list[News]:
    """The mails about somebody that have not left, with their rows locked."""
    rows = await tx.fetch(
        f"{WITH_ADDRESS} WHERE n.participant_id = $1 AND n.state = 'waiting' ORDER BY n.news_id FOR UPDATE OF n",
        participant_id,
    )
    return [_news(row) for row in rows]


async def claim(tx: Transaction, news: News) -> bool:
    """Claim a mail that waits: nobody sends it again by itself. False if it waits no more."""
    claimed = await tx.execute("UPDATE news SET state = 'sending' WHERE news_id = $1 AND state = 'waiting'", news.id)
    return bool(claimed == "UPDATE 1")


async def locked(tx: Transaction, news: News) -> News | None:
    """A claimed mail as it is now, with its row and its address's locked; None if it was settled meanwhile."""
    await tx.execute("SELECT FROM referrer_contact WHERE participant_id = $1 FOR UPDATE", news.participant_id)
    row = await tx.fetchrow(f"{WITH_ADDRESS} WHERE n.news_id = $1 AND n.state = 'sending' FOR UPDATE OF n", news.id)
    return _news(row) if row else None


async def put_back(tx: Transaction, news: News, again_at: datetime) -> None:
    """Let a claimed mail wait again: it certainly did not leave."""
    await tx.execute(
        "UPDATE news SET state = 'waiting', tries = tries + 1, again_at = $2 WHERE news_id = $1", news.id, again_at
    )


def _news(row: asyncpg.Record) -> News:
    return News(
        row["news_id"], row["participant_id"], row["referral_id"], row["step"], row["due_at"], row["tries"],
        row["again_at"], row["email"],
    )  # fmt: skip
