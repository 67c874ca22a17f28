"""All SQL about records that may be one person's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.referral.joining.rules import KnownRecord, PairAnswer
from services.referral.store.referrals import NOW, SETTLED
from shared.events import DuplicateLeftOpen, DuplicateRuledOut, Event, ParticipantJoined, ParticipantParted
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

_ANSWERED = """
    INSERT INTO pair_answer (answer_id, participant_id, with_id, answer, evidence, note, answered_by, answered_at)
    VALUES ({id}, :participant_id, :with_id, '{answer}', :evidence, :note, {by}, :occurred_at)"""
WRITES: dict[type[Event], Change] = {
    DuplicateRuledOut: _ANSWERED.format(id=":answer_id", answer="else", by=":answered_by"),
    DuplicateLeftOpen: _ANSWERED.format(id=":answer_id", answer="unsure", by=":answered_by"),
    ParticipantJoined: (
        _ANSWERED.format(id=":joining_id", answer="same", by=":joined_by"),
        """
    INSERT INTO joining (joining_id, kept_id, other_id, joined_at)
    VALUES (:joining_id, :kept_id,
            CASE WHEN :kept_id = :participant_id THEN cast(:with_id AS uuid) ELSE :participant_id END, :occurred_at)
    ON CONFLICT DO NOTHING""",
        """
    INSERT INTO settled SELECT :joining_id, unnest(cast(:settles AS uuid[])) ON CONFLICT DO NOTHING""",
    ),
    ParticipantParted: (
        _ANSWERED.format(id=":joining_id", answer="parted", by=":parted_by"),
        """
    UPDATE joining SET parted_at = :occurred_at
    WHERE joining_id = :joining_id AND kept_id = :kept_id AND parted_at IS NULL""",
    ),
}


async def hold_all(tx: Transaction) -> None:
    """Let nobody else join or part until this transaction ends: who comes second sees what the first one did."""
    await tx.execute("SELECT pg_advisory_xact_lock(hashtext('joining'))")


async def answers(tx: Transaction, participant_id: UUID) -> dict[UUID, PairAnswer]:
    """What was answered last about this record and each other one."""
    rows = await tx.fetch(
        """
        SELECT DISTINCT ON (with_id) with_id, answer, evidence, note, answered_by, answered_at,
               count(*) OVER (PARTITION BY with_id) AS answers
        FROM pair_answer WHERE participant_id = $1 ORDER BY with_id, position DESC""",
        participant_id,
    )
    return {row["with_id"]: PairAnswer(**row) for row in rows}


async def records(tx: Transaction, participant_id: UUID, *, lock: bool = False) -> list[KnownRecord]:
    """All records of the person whose record this is, the first one first; `NotFound` if there is none.

    `lock`: their referrals are held, in the order of their ids, until the transaction ends.
    """
    if lock:
        await tx.execute(
            """
            SELECT FROM referral WHERE participant_id IN (SELECT records_of($1)) ORDER BY id FOR UPDATE""",
            participant_id,
        )
    rows = await tx.fetch(
        f"""
        SELECT r.participant_id, person_of(r.participant_id) AS person_id, r.id AS referral_id,
               coalesce(c.preferred_name, c.name) AS called, r.received_at,
               r.state IN ('received', 'waitlisted') AND NOT {SETTLED} AS is_open,
               r.state = 'accepted' AND walks.closed_at IS NULL AS has_walk
        FROM referral r JOIN card c USING (participant_id) {NOW}
        WHERE r.participant_id IN (SELECT records_of($1)) ORDER BY r.received_at, r.id""",  # noqa: S608
        participant_id,
    )
    if not rows:
        raise NotFound("person")
    return [KnownRecord(**row) for row in rows]


@dataclass(frozen=True)
class JoinedPair:
    """Two records that were joined: who they are, since when, by whom and why; and whether they were parted.

    When each asked tells two of one name apart.
    """

    joining_id: UUID
    kept_id: UUID
    kept_name: str
    kept_referral_id: UUID
    kept_asked_at: datetime
    other_id: UUID
    other_name: str
    other_referral_id: UUID
    other_asked_at: datetime
    joined_at: datetime
    joined_by: UUID | None
    note: str | None
    parted_at: datetime | None
    parted_by: UUID | None
    parted_note: str | None


JOINED = """
    SELECT j.joining_id, j.kept_id, k.name AS kept_name, kr.id AS kept_referral_id,
           kr.received_at AS kept_asked_at, r.received_at AS other_asked_at, j.other_id, o.name AS other_name,
           r.id AS other_referral_id, j.joined_at, a.answered_by AS joined_by, a.note, j.parted_at,
           p.answered_by AS parted_by, p.note AS parted_note
    FROM joining j
    JOIN card k ON k.participant_id = j.kept_id JOIN referral kr ON kr.participant_id = j.kept_id
    JOIN card o ON o.participant_id = j.other_id JOIN referral r ON r.participant_id = j.other_id
    LEFT JOIN pair_answer a ON a.answer_id = j.joining_id AND a.participant_id = j.kept_id AND a.answer = 'same'
    LEFT JOIN pair_answer p ON p.answer_id = j.joining_id AND p.participant_id = j.kept_id AND p.answer = 'parted'"""


async def joined_pairs(tx: Transaction, most: int, offset: int) -> list[JoinedPair]:
    """Joined records: those that stand first, then those that were parted, the latest first."""
    rows = await tx.fetch(
        f"{JOINED} ORDER BY j.parted_at IS NOT NULL, coalesce(j.parted_at, j.joined_at) DESC, 1 LIMIT $1 OFFSET $2",
        most,
        offset,
    )
    return [JoinedPair(**row) for row in rows]


async def number_joined(tx: Transaction) -> int:
    """How many joinings there were, with those that were parted."""
    found: int = await tx.fetchval("SELECT count(*) FROM joining")
    return found


async def joined_pair(tx: Transaction, joining_id: UUID) -> JoinedPair:
    """One joining; `NotFound` if there is none."""
    row = await tx.fetchrow(f"{JOINED} WHERE j.joining_id = $1", joining_id)
    if row is None:
        raise NotFound("joining")
    return JoinedPair(**row)


async def joinings_of(tx: Transaction, participant_ids: Sequence[UUID]) -> list[JoinedPair]:
    """The joinings of these records that stand, the first one first."""
    rows = await tx.fetch(
        f"""{JOINED}
        WHERE j.parted_at IS NULL AND (j.kept_id = ANY($1) OR j.other_id = ANY($1)) ORDER BY j.joined_at, 1""",
        list(participant_ids),
    )
    return [JoinedPair(**row) for row in rows]
