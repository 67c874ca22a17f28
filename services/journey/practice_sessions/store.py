"""Hours to practise something, and who comes."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from asyncpg import Record

from services.journey.core.rules.called import told_apart
from services.journey.core.store.corrections import taken_back
from shared.events import (
    Event,
    SkillAttendanceNoted,
    SkillAttendanceTakenBack,
    SkillPlaceTaken,
    SkillSessionCancelled,
    SkillSessionPlanned,
)
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change, Partly

from .rules import SkillSession

THIS = "WHERE id = :place_id AND journey_id = :journey_id AND noted_at IS NOT NULL"
WRITES: dict[type[Event], Change] = {
    SkillSessionPlanned: """
        INSERT INTO skill_session (id, topic, setting, starts_at, places, place, link_worker_id, planned_at)
        VALUES (:session_id, :topic, :setting, :starts_at, :places, :place, :link_worker_id, :occurred_at)""",
    SkillSessionCancelled: """
        UPDATE skill_session SET cancelled_at = :occurred_at WHERE id = :session_id AND cancelled_at IS NULL""",
    SkillPlaceTaken: """
        INSERT INTO skill_place (id, session_id, journey_id, taken_at)
        VALUES (:place_id, :session_id, :journey_id, :occurred_at) ON CONFLICT (session_id, journey_id) DO NOTHING""",
    SkillAttendanceNoted: Partly(
        (
            """
        UPDATE skill_place SET came = :came, reason = :reason, confidence = :confidence, noted_at = :occurred_at
        WHERE id = :place_id AND journey_id = :journey_id AND noted_at IS NULL""",
            """
        UPDATE journey SET last_contact_at = greatest(last_contact_at, :occurred_at)
        WHERE id = :journey_id AND :came::boolean""",
        ),
        {"session_id": "the place's own"},
    ),
    SkillAttendanceTakenBack: Partly(
        (
            f"UPDATE skill_place SET (came, reason, confidence, noted_at) = (NULL, NULL, NULL, NULL) {THIS}",  # noqa: S608
            taken_back("practice", "CASE WHEN came THEN 'came' ELSE 'stayed_away' END", f"skill_place {THIS}"),
        ),
        {"session_id": "the place's own"},
    ),
}

STORY: tuple[str, ...] = (
    """
    SELECT p.taken_at, 'skill_place', s.topic, NULL
    FROM skill_place p JOIN skill_session s ON s.id = p.session_id WHERE p.journey_id = $1""",
    """
    SELECT p.noted_at, CASE WHEN p.came THEN 'skill_came' ELSE 'skill_stayed_away' END, s.topic, NULL
    FROM skill_place p JOIN skill_session s ON s.id = p.session_id
    WHERE p.journey_id = $1 AND p.noted_at IS NOT NULL""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""

SESSION = """
    SELECT s.id, s.topic, s.setting, s.starts_at, s.places, s.link_worker_id, s.place, s.cancelled_at,
           (SELECT count(*) FROM skill_place p WHERE p.session_id = s.id) AS taken
    FROM skill_session s"""


async def skill_session(tx: Transaction, session_id: UUID) -> SkillSession:
    """A practice session, its row locked, so that its last place is taken once; NotFound if there is none."""
    await tx.execute("SELECT FROM skill_session WHERE id = $1 FOR UPDATE", session_id)
    row = await tx.fetchrow(f"{SESSION} WHERE s.id = $1", session_id)
    if row is None:
        raise NotFound(session_id)
    return SkillSession(**dict(row))


async def skill_sessions_to_come(tx: Transaction, now: datetime) -> list[SkillSession]:
    """Practice sessions to come that were not called off, the next first, at most 100."""
    rows = await tx.fetch(
        f"{SESSION} WHERE s.starts_at > $1 AND s.cancelled_at IS NULL ORDER BY s.starts_at, s.id LIMIT 100", now
    )
    return [SkillSession(**dict(row)) for row in rows]


async def skill_sessions_to_note(tx: Transaction, link_worker_id: UUID | None, now: datetime) -> list[SkillSession]:
    """Past practice sessions of one worker (of everybody, for None) where attendance is not noted yet."""
    rows = await tx.fetch(
        f"""{SESSION}
        WHERE s.starts_at <= $2 AND s.cancelled_at IS NULL AND ($1::uuid IS NULL OR s.link_worker_id = $1)
          AND EXISTS (SELECT FROM skill_place p JOIN journey j ON j.id = p.journey_id
                      WHERE p.session_id = s.id AND p.noted_at IS NULL AND j.closed_at IS NULL)
        ORDER BY s.starts_at, s.id LIMIT 100""",
        link_worker_id,
        now,
    )
    return [SkillSession(**dict(row)) for row in rows]


@dataclass(frozen=True)
class PractisingPerson:
    """Somebody's place in a practice session, and what was noted of it; `id` is the place's."""

    id: UUID
    journey_id: UUID
    participant_id: UUID
    link_worker_id: UUID
    called: str
    closed_at: datetime | None
    """When their journey was closed."""
    came: bool | None
    reason: str | None
    confidence: int | None
    noted_at: datetime | None


async def who_practises(tx: Transaction, session_id: UUID) -> list[PractisingPerson]:
    """Everybody with a place in that practice session; who are called alike with what tells them apart."""
    rows = await tx.fetch(
        """
        SELECT p.id, p.journey_id, p.came, p.reason, p.confidence, p.noted_at, j.participant_id, j.link_worker_id,
               j.closed_at, coalesce(k.preferred_name, k.name, 'Someone new') AS called, k.name, k.year_of_birth
        FROM skill_place p JOIN journey j ON j.id = p.journey_id LEFT JOIN card k ON k.participant_id = j.participant_id
        WHERE p.session_id = $1 ORDER BY p.taken_at, p.id""",
        session_id,
    )
    return [PractisingPerson(**told) for told in told_apart(map(dict, rows))]


@dataclass(frozen=True)
class PractisedHour:
    """One practice session that somebody has a place in; `id` is the place's."""

    id: UUID
    session_id: UUID
    topic: str
    setting: str
    starts_at: datetime
    place: str | None
    cancelled_at: datetime | None
    came: bool | None
    confidence: int | None
    noted_at: datetime | None


async def practised(tx: Transaction, journey_id: UUID) -> list[PractisedHour]:
    """One person's practice sessions, the latest first, at most 20."""
    rows = await tx.fetch(
        """
        SELECT p.id, s.id AS session_id, s.topic, s.setting, s.starts_at, s.place, s.cancelled_at, p.came, p.confidence,
               p.noted_at
        FROM skill_place p JOIN skill_session s ON s.id = p.session_id
        WHERE p.journey_id = $1 ORDER BY s.starts_at DESC LIMIT 20""",
        journey_id,
    )
    return [PractisedHour(**row) for row in rows]


async def attendance_noted(tx: Transaction, journey_id: UUID, place_id: UUID) -> Record:
    """Whether they came, as it is noted: id, session_id, noted_at."""
    row = await tx.fetchrow(
        "SELECT id, session_id, noted_at FROM skill_place WHERE id = $1 AND journey_id = $2 AND noted_at IS NOT NULL",
        place_id,
        journey_id,
    )
    if row is None:
        raise NotFound(place_id)
    return row


async def has_skill_place(tx: Transaction, session_id: UUID, journey_id: UUID) -> bool:
    """Whether the person of this journey has a place in that practice session."""
    return bool(
        await tx.fetchval(
            "SELECT EXISTS (SELECT FROM skill_place WHERE session_id = $1 AND journey_id = $2)", session_id, journey_id
        )
    )
