"""The ledger of messages: one a check-in, from waiting to sent, withheld or undelivered."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

import asyncpg

from services.notifications.domain.messages import Contact, Message
from shared.events import (
    AnswerOpenedAgain,
    AnswerSeen,
    MessageAnswered,
    MessageSent,
    MessagesStopped,
    MessageUndelivered,
    MessageWithheld,
)
from shared.events.notifications import Channel
from shared.persistence.database import Transaction
from shared.persistence.outbox import Partly, recorder

from .contacts import CONTACTS, contact_of, pauses_of
from .news import WRITES as NEWS

record = recorder(
    {
        MessageSent: Partly(
            """
        UPDATE message SET state = 'sent', channel = :channel, settled_at = :occurred_at
        WHERE message_id = :message_id AND state = 'sending'""",
            {"about": "the same for every message so far"},
        ),
        MessageWithheld: Partly(
            """
        UPDATE message SET state = 'withheld', reason = coalesce(:detail, :reason), channel = NULL,
                           settled_at = :occurred_at
        WHERE message_id = :message_id AND state IN ('waiting', 'sending')""",
            {"about": "the same for every message so far"},
        ),
        MessageUndelivered: Partly(
            """
        UPDATE message SET state = 'undelivered', channel = :channel, reason = :outcome, settled_at = :occurred_at
        WHERE message_id = :message_id AND state = 'sending'""",
            {"about": "the same for every message so far"},
        ),
        MessagesStopped: """
        UPDATE contact SET agreed = false, stopped_at = :occurred_at WHERE participant_id = :participant_id""",
        MessageAnswered: """
        INSERT INTO reply (reply_id, participant_id, channel, meaning, stops, words, heard_at)
        VALUES (:reply_id, :participant_id, :channel, :meaning, :stops, :words, :occurred_at)""",
        AnswerSeen: """
        UPDATE reply SET seen_at = :occurred_at, seen_by = :seen_by WHERE reply_id = :reply_id AND seen_at IS NULL""",
        AnswerOpenedAgain: (
            """
        INSERT INTO seen_before (reply_id, participant_id, seen_at, seen_by, opened_at, opened_by)
        SELECT reply_id, participant_id, seen_at, seen_by, :occurred_at, :opened_by
        FROM reply WHERE reply_id = :reply_id AND seen_at IS NOT NULL""",
            """
        UPDATE reply SET seen_at = NULL, seen_by = NULL
        WHERE reply_id = :reply_id AND participant_id = :participant_id""",
        ),
    },
    NEWS,
)


@dataclass(frozen=True)
class ClaimedMessage:
    """A message that was claimed to be sent, and the channel it was to leave by."""

    message: Message
    channel: Channel


async def let_wait(tx: Transaction, message: Message) -> None:
    """Put a message on the ledger to wait. One a check-in: told again, it is the same one.

    The person's row is made too, so that it can be locked. What had become of it before counts (`settle_before`).
    """
    await tx.execute("INSERT INTO contact (participant_id) VALUES ($1) ON CONFLICT DO NOTHING", message.participant_id)
    await tx.execute(
        """
        INSERT INTO message (message_id, check_in_id, participant_id, journey_id, link_version, due_at,
                             state, channel, reason, settled_at)
        SELECT one.*, coalesce(before.state, 'waiting'), before.channel, before.reason, before.settled_at
        FROM (VALUES ($1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::int, $6::timestamptz)) AS one (message_id)
        LEFT JOIN settled_before AS before USING (message_id)
        ON CONFLICT DO NOTHING""",
        message.id,
        message.check_in_id,
        message.participant_id,
        message.journey_id,
        message.link_version,
        message.due_at,
    )


async def settle_before(
    tx: Transaction,
    told: MessageSent | MessageWithheld | MessageUndelivered,
    state: str,
    channel: str | None,
    why: str | None,
) -> None:
    """Keep what became of a message in a life that this database knows nothing of.

    It counts whether the message waits here already or comes later. `why`: the reason to withhold it, or the outcome of
    its hand-over.
    """
    await tx.execute(
        "INSERT INTO settled_before VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        told.message_id,
        told.participant_id,
        state,
        channel,
        why,
        told.occurred_at,
    )
    await tx.execute(
        """
        UPDATE message SET state = $2, channel = $3, reason = $4, settled_at = $5
        WHERE message_id = $1 AND state IN ('waiting', 'sending')""",
        told.message_id,
        state,
        channel,
        why,
        told.occurred_at,
    )


async def only_sender(tx: Transaction) -> bool:
    """Take the lock of the only sender: True for one process, until its transaction ends or its connection breaks.

    This transaction only holds the lock, and may do so for as long as there is something to send.
    """
    asked = (
        "SELECT pg_try_advisory_xact_lock(hashtext('notifier')),"
        " set_config('idle_in_transaction_session_timeout', '0', true)"
    )
    return await tx.fetchval(asked) is True


async def left_sending(tx: Transaction) -> list[ClaimedMessage]:
    """Messages that were claimed by a process that is no more. The caller holds the only sender's lock."""
    rows = await tx.fetch("SELECT * FROM message WHERE state = 'sending' ORDER BY due_at")
    return [ClaimedMessage(message_of(row), cast(Channel, row["channel"])) for row in rows]


async def waiting(tx: Transaction) -> list[tuple[Message, Contact]]:
    """Every message that waits and what is known of the person now, longest due first."""
    rows = await tx.fetch("SELECT * FROM message WHERE state = 'waiting' ORDER BY due_at, message_id")
    about = await tx.fetch(
        f"{CONTACTS} WHERE c.participant_id = ANY($1)", list({row["participant_id"] for row in rows})
    )
    quiet = await pauses_of(tx, (row["participant_id"] for row in about))
    contacts = {row["participant_id"]: contact_of(row, quiet.get(row["participant_id"], ())) for row in about}
    return [(message_of(row), contacts[row["participant_id"]]) for row in rows]


async def claim(tx: Transaction, message: Message, channel: Channel, at: datetime) -> bool:
    """Claim a message that waits: nobody sends it again by itself. False if it does not wait any more."""
    claimed = await tx.execute(
        """
        UPDATE message SET state = 'sending', channel = $2, claimed_at = $3
        WHERE message_id = $1 AND state = 'waiting'""",
        message.id,
        channel,
        at,
    )
    return bool(claimed == "UPDATE 1")


async def put_back(tx: Transaction, message: Message, again_at: datetime | None = None) -> None:
    """Let a claimed message wait again: it certainly did not leave, and may later.

    `again_at`: the channel said "not now" and is asked again then.
    """
    await tx.execute(
        """
        UPDATE message SET state = 'waiting', channel = NULL, claimed_at = NULL,
                           tries = CASE WHEN $2::timestamptz IS NULL THEN tries ELSE tries + 1 END,
                           again_at = coalesce($2, again_at)
        WHERE message_id = $1 AND state = 'sending'""",
        message.id,
        again_at,
    )


def message_of(row: asyncpg.Record) -> Message:
    """Make a `Message` of a row of the ledger."""
    return Message(
        id=row["message_id"],
        check_in_id=row["check_in_id"],
        participant_id=row["participant_id"],
        journey_id=row["journey_id"],
        due_at=row["due_at"],
        link_version=row["link_version"],
        tries=row["tries"],
        again_at=row["again_at"],
    )
