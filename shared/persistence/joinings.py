"""Two records that are one person's, as this service has heard of it: a row a joining, and no row of theirs changes.

`records_of` and `person_of` are functions of the database, too, and the view `together` names whoever is joined
(migration 0012): whatever a service shows or counts of a person is read through one of these.
"""

from collections.abc import Sequence
from uuid import UUID

from shared.events import ParticipantJoined, ParticipantParted
from shared.kernel.joined import Joining

from .database import Transaction


async def note(tx: Transaction, told: ParticipantJoined | ParticipantParted) -> bool:
    """Keep a joining or its parting, once for both its tellings; whether anything is another than it was before.

    Joined and parted it is parted, whichever is heard first. Nothing is kept of whoever was erased.
    """
    other_id = told.with_id if told.participant_id == told.kept_id else told.participant_id
    column = "joined_at" if isinstance(told, ParticipantJoined) else "parted_at"
    changed = await tx.fetchval(
        f"""
        INSERT INTO joining AS j (joining_id, kept_id, other_id, {column})
        SELECT $1, $2, $3, $4 WHERE NOT EXISTS (SELECT FROM erased WHERE participant_id IN ($2, $3))
        ON CONFLICT (joining_id) DO UPDATE SET {column} = excluded.{column} WHERE j.{column} IS NULL
        RETURNING true""",  # noqa: S608 (one of two names)
        told.joining_id,
        told.kept_id,
        other_id,
        told.occurred_at,
    )
    return changed is True


async def records_of(tx: Transaction, participant_id: UUID) -> list[UUID]:
    """Every record of the person whose record this is, their own among them, in the order of their ids."""
    rows = await tx.fetch("SELECT id FROM records_of($1) AS theirs(id) ORDER BY id", participant_id)
    return [row["id"] for row in rows]


async def person_of(tx: Transaction, participant_id: UUID) -> UUID:
    """The record under which the person goes: their own, unless it was joined to another."""
    found: UUID = await tx.fetchval("SELECT person_of($1)", participant_id)
    return found


async def hold_person(tx: Transaction, participant_id: UUID) -> UUID:
    """The same, and what is heard of any of their records is handled one by one until this transaction ends."""
    person = await person_of(tx, participant_id)
    await tx.execute("SELECT pg_advisory_xact_lock(uuid_hash_extended($1, 1))", person)
    return person


async def standing(tx: Transaction, participant_ids: Sequence[UUID]) -> list[Joining]:
    """The joinings of these records that were not parted, the first one first."""
    rows = await tx.fetch(
        """
        SELECT joining_id, kept_id, other_id, joined_at FROM joining
        WHERE (kept_id = ANY($1) OR other_id = ANY($1)) AND joined_at IS NOT NULL AND parted_at IS NULL
        ORDER BY joined_at, joining_id""",
        list(participant_ids),
    )
    return [Joining(**row) for row in rows]
