"""What was handed on to another Local, and what came along from one."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record

from shared.database import Transaction
from shared.events import Event, JourneyBroughtAlong, JourneyTransferred
from shared.outbox import Change
from shared.refusal import NotFound

WRITES: dict[type[Event], Change] = {
    JourneyTransferred: (
        """
        INSERT INTO parcel (transfer_id, journey_id, to_local, content, made_at)
        VALUES (:transfer_id, :journey_id, :to_local, :parcel, :occurred_at)""",
        """
        INSERT INTO turn (id, journey_id, kind, code, words, happened_at)
        VALUES (:transfer_id, :journey_id, 'transferred', :method, NULL, :occurred_at)""",
    ),
    JourneyBroughtAlong: (
        """
        INSERT INTO brought_along (transfer_id, journey_id, from_local, carried, brought_at)
        VALUES (:transfer_id, :journey_id, :from_local, :carried, :occurred_at) ON CONFLICT DO NOTHING""",
        """
        INSERT INTO turn (id, journey_id, kind, code, happened_at)
        VALUES (gen_random_uuid(), :journey_id, 'brought_along', :from_local, :occurred_at)""",
    ),
}


async def parcels(tx: Transaction, journey_id: UUID, since: datetime) -> list[Record]:
    """The files of a journey that can still be fetched, the latest first."""
    return await tx.fetch(
        """
        SELECT transfer_id, to_local, made_at FROM parcel
        WHERE journey_id = $1 AND made_at >= $2 ORDER BY made_at DESC""",
        journey_id,
        since,
    )


async def parcel(tx: Transaction, journey_id: UUID, transfer_id: UUID, since: datetime) -> Record:
    row = await tx.fetchrow(
        "SELECT to_local, content FROM parcel WHERE journey_id = $1 AND transfer_id = $2 AND made_at >= $3",
        journey_id,
        transfer_id,
        since,
    )
    if row is None:
        raise NotFound(transfer_id)
    return row


async def drop_parcels_before(tx: Transaction, before: datetime) -> None:
    """A file is no second record of somebody: an old one goes."""
    await tx.execute("DELETE FROM parcel WHERE made_at < $1", before)


async def brought_along(tx: Transaction, journey_id: UUID) -> list[Record]:
    """What came along from other Locals, the latest first."""
    return await tx.fetch(
        "SELECT transfer_id, from_local, carried, brought_at FROM brought_along WHERE journey_id = $1"
        " ORDER BY brought_at DESC",
        journey_id,
    )


async def measures_to_hand_on(tx: Transaction, journey_id: UUID) -> list[Record]:
    return await tx.fetch(
        """
        SELECT instrument, version, taken_on, taken_at, answers, score, missing_reason, mode, declined_items, subscales,
               weights
        FROM measure WHERE journey_id = $1 ORDER BY taken_on, taken_at, id""",
        journey_id,
    )


async def notes_to_hand_on(tx: Transaction, participant_id: UUID) -> list[Record]:
    return await tx.fetch(
        """
        SELECT n.kind, n.urgency, n.escalate_to, n.raised_at, n.words, n.outcome, n.closing_words
        FROM safety_note n JOIN journey j ON j.id = n.journey_id WHERE j.participant_id = $1 ORDER BY n.raised_at""",
        participant_id,
    )


async def touched(tx: Transaction, journey_id: UUID) -> datetime | None:
    """When the two were last in touch."""
    at: datetime | None = await tx.fetchval("SELECT last_contact_at FROM journey WHERE id = $1", journey_id)
    return at


async def not_touched(tx: Transaction, journey_id: UUID, last_contact_at: datetime | None) -> None:
    """What happened elsewhere before is no contact between these two."""
    await tx.execute("UPDATE journey SET last_contact_at = $2 WHERE id = $1", journey_id, last_contact_at)
