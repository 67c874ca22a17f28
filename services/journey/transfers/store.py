"""What was handed on to another Local, and what came along from one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from asyncpg import Record

from shared.events import BroughtAlongTakenBack, Event, JourneyBroughtAlong, JourneyTransferred, TransferArrived
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

THEIRS = "WHERE {} = ANY(:ids) AND journey_id = :journey_id"
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
        INSERT INTO brought_along (transfer_id, journey_id, from_local, carried, brought_at, brought_by, bringing)
        VALUES (:transfer_id, :journey_id, :from_local, :carried, :occurred_at, :brought_by, coalesce(:bringing, 1))
        ON CONFLICT DO NOTHING""",
        "DELETE FROM arrival WHERE journey_id = :journey_id AND transfer_id = :transfer_id",
        """
        INSERT INTO turn (id, journey_id, kind, code, happened_at)
        VALUES (gen_random_uuid(), :journey_id, 'brought_along', :from_local, :occurred_at)""",
    ),
    # The row's own id says that it is confirmed once.
    TransferArrived: """
        INSERT INTO turn (id, journey_id, kind, code, happened_at)
        SELECT gen_random_uuid(), :journey_id, 'arrived', id::text, :occurred_at FROM turn sent
        WHERE sent.id = :transfer_id AND sent.journey_id = :journey_id AND sent.kind = 'transferred'
          AND NOT EXISTS (SELECT FROM turn WHERE journey_id = :journey_id AND kind = 'arrived'
                                                 AND code = sent.id::text)""",
    # With the goals goes what hangs on them. The ids are those that such a file can have brought, and no others.
    BroughtAlongTakenBack: (
        """
        DELETE FROM brought_along
        WHERE journey_id = :journey_id AND transfer_id = :transfer_id AND bringing = coalesce(:bringing, 1)""",
        """
        INSERT INTO turn (id, journey_id, kind, code, happened_at, by_id)
        VALUES (gen_random_uuid(), :journey_id, 'brought_along_taken_back', cast(:transfer_id AS uuid)::text,
                :occurred_at, :taken_back_by)""",
        f"DELETE FROM goal_review {THEIRS.format('goal_id')}",  # noqa: S608
        f"DELETE FROM goal_turn {THEIRS.format('goal_id')}",  # noqa: S608
        f"DELETE FROM goal_step {THEIRS.format('goal_id')}",  # noqa: S608
        f"DELETE FROM goal {THEIRS.format('id')}",  # noqa: S608
        f"DELETE FROM measure {THEIRS.format('id')}",  # noqa: S608
        f"DELETE FROM matters {THEIRS.format('id')}",  # noqa: S608
        "DELETE FROM safety_turn WHERE safety_id = ANY(:ids)",
        f"DELETE FROM safety_note {THEIRS.format('id')}",  # noqa: S608
    ),
}


async def keep_arrival(
    tx: Transaction, journey_id: UUID, transfer_id: UUID, content: str, parts: Sequence[str], at: datetime
) -> None:
    """Keep a file that was looked at and waits for a yes.

    It is of this service's own concern, so nobody is told.
    """
    await tx.execute(
        """
        INSERT INTO arrival (journey_id, transfer_id, content, parts, looked_at) VALUES ($1, $2, $3, $4, $5)
        ON CONFLICT (journey_id, transfer_id) DO UPDATE
        SET (content, parts, looked_at, left_at) = (excluded.content, excluded.parts, excluded.looked_at, NULL)""",
        journey_id, transfer_id, content, list(parts), at,
    )  # fmt: skip


async def arrival(tx: Transaction, journey_id: UUID, transfer_id: UUID) -> Record | None:
    """A file that waits for a yes, or was left: content, parts, left_at; None if there is none."""
    return await tx.fetchrow(
        "SELECT content, parts, left_at FROM arrival WHERE journey_id = $1 AND transfer_id = $2",
        journey_id, transfer_id,
    )  # fmt: skip


async def leave_arrival(tx: Transaction, journey_id: UUID, transfer_id: UUID, at: datetime) -> None:
    """Delete a file's content: nothing of it stays but that it was left, for as long as it would have waited."""
    await tx.execute(
        "UPDATE arrival SET content = '', parts = '{}', left_at = $3 WHERE journey_id = $1 AND transfer_id = $2",
        journey_id, transfer_id, at,
    )  # fmt: skip


async def drop_arrivals_before(tx: Transaction, before: datetime) -> None:
    """Delete files looked at before that moment, which nobody said yes to: they may be somebody else's."""
    await tx.execute("DELETE FROM arrival WHERE looked_at < $1", before)


async def handed_on(tx: Transaction, journey_id: UUID) -> list[Record]:
    """What was handed on, the latest first, and when its arrival was confirmed."""
    return await tx.fetch(
        """
        SELECT t.id AS transfer_id, t.happened_at, a.happened_at AS arrived_at FROM turn t
        LEFT JOIN turn a ON a.journey_id = t.journey_id AND a.kind = 'arrived' AND a.code = t.id::text
        WHERE t.journey_id = $1 AND t.kind = 'transferred' ORDER BY t.happened_at DESC""",
        journey_id,
    )


async def came_along(tx: Transaction, journey_id: UUID, transfer_id: UUID) -> Record | None:
    """When a file came along and who brought it: brought_at, brought_by, bringing; None if it has not."""
    return await tx.fetchrow(
        "SELECT brought_at, brought_by, bringing FROM brought_along WHERE journey_id = $1 AND transfer_id = $2",
        journey_id, transfer_id,
    )  # fmt: skip


async def bringings(tx: Transaction, participant_id: UUID, transfer_id: UUID) -> int:
    """How often this file came along with this person and was taken back.

    Before that was written down which file it was is not known: it counts for each.
    """
    taken_back = """
        SELECT count(*) FROM turn t JOIN journey j ON j.id = t.journey_id
        WHERE j.participant_id = $1 AND t.kind = 'brought_along_taken_back' AND coalesce(t.code = $2::text, true)"""
    return int(await tx.fetchval(taken_back, participant_id, str(transfer_id)))


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
    """A file made to hand on, since then: to_local, content, made_at; NotFound if it is older or not there."""
    row = await tx.fetchrow(
        "SELECT to_local, content, made_at FROM parcel WHERE journey_id = $1 AND transfer_id = $2 AND made_at >= $3",
        journey_id,
        transfer_id,
        since,
    )
    if row is None:
        raise NotFound(transfer_id)
    return row


async def drop_parcels_before(tx: Transaction, before: datetime) -> None:
    """Delete files made before that moment: a file is no second record of somebody."""
    await tx.execute("DELETE FROM parcel WHERE made_at < $1", before)


async def brought_along(tx: Transaction, journey_id: UUID) -> list[Record]:
    """What came along from other Locals, the latest first."""
    return await tx.fetch(
        "SELECT transfer_id, from_local, carried, brought_at, brought_by FROM brought_along WHERE journey_id = $1"
        " ORDER BY brought_at DESC",
        journey_id,
    )


async def measures_to_hand_on(tx: Transaction, journey_id: UUID) -> list[Record]:
    """A journey's measures with everything a file holds of them, the earliest first."""
    return await tx.fetch(
        """
        SELECT instrument, version, taken_on, taken_at, answers, score, missing_reason, mode, declined_items, subscales,
               weights
        FROM measure WHERE journey_id = $1 ORDER BY taken_on, taken_at, id""",
        journey_id,
    )


@dataclass(frozen=True)
class AgreementKept:
    """What they said of one purpose, last."""

    purpose: str
    said: str
    said_at: datetime
    method: str | None
    wording: str | None
    language: str | None
    ends_on: date | None


async def agreements_to_hand_on(tx: Transaction, journey_id: UUID) -> list[AgreementKept]:
    """What they said last of each purpose on that journey, but with whom we may talk."""
    rows = await tx.fetch(
        """
        SELECT DISTINCT ON (purpose) purpose, said, said_at, method, wording, language, ends_on FROM (
            SELECT purpose, CASE WHEN withdrawn_at IS NULL THEN 'yes' ELSE 'no' END AS said,
                   coalesce(withdrawn_at, given_at) AS said_at, method, wording, language, ends_on
            FROM consent WHERE journey_id = $1 AND coalesce(because, 'changed_mind') = 'changed_mind'
            UNION ALL SELECT purpose, 'no', refused_at, method, wording, language, NULL
            FROM refusal WHERE journey_id = $1 AND taken_back_at IS NULL) word
        WHERE purpose <> 'named' ORDER BY purpose, said_at DESC""",
        journey_id,
    )
    return [AgreementKept(**dict(row)) for row in rows]


async def notes_to_hand_on(tx: Transaction, participant_id: UUID) -> list[Record]:
    """A person's safety notes of all their journeys as a file holds them, the earliest first."""
    return await tx.fetch(
        """
        SELECT n.kind, n.urgency, n.escalate_to, n.raised_at, n.words, n.outcome, n.closing_words
        FROM safety_note n JOIN journey j ON j.id = n.journey_id WHERE j.participant_id = $1 ORDER BY n.raised_at""",
        participant_id,
    )


async def touched(tx: Transaction, journey_id: UUID) -> datetime | None:
    """When the two were last in touch; None if they never were."""
    at: datetime | None = await tx.fetchval("SELECT last_contact_at FROM journey WHERE id = $1", journey_id)
    return at


async def not_touched(tx: Transaction, journey_id: UUID, last_contact_at: datetime | None) -> None:
    """Set back when the two were last in touch: what happened elsewhere is no contact between these two."""
    await tx.execute("UPDATE journey SET last_contact_at = $2 WHERE id = $1", journey_id, last_contact_at)
