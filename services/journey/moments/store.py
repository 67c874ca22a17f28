"""Looking back together, and moments of connection."""

from datetime import datetime
from uuid import UUID

from asyncpg import Record

from services.journey.core.store.corrections import put_right, taken_back
from services.journey.core.store.touch import IN_TOUCH_THEN, THEN
from shared.events import (
    DebriefCorrected,
    DebriefDue,
    DebriefHeld,
    Event,
    MomentCorrected,
    MomentOfConnection,
    MomentTakenBack,
)
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

from .rules.moments import Moment

THIS = "WHERE id = :moment_id AND journey_id = :journey_id"
LOOKED_BACK = "WHERE id = :debrief_id AND journey_id = :journey_id AND held_at IS NOT NULL"

WRITES: dict[type[Event], Change] = {
    DebriefDue: """
        INSERT INTO debrief (id, journey_id, attendance_id, activity_id, due_at)
        VALUES (:debrief_id, :journey_id, :attendance_id, :activity_id, :occurred_at)""",
    DebriefHeld: (
        f"""
        UPDATE debrief SET would_go_again = :would_go_again, note = :note, held_at = {THEN}, held_on = :happened_on
        WHERE id = :debrief_id AND journey_id = :journey_id AND held_at IS NULL""",  # noqa: S608
        IN_TOUCH_THEN,
    ),
    DebriefCorrected: (
        f"""
        UPDATE debrief SET would_go_again = :would_go_again, note = :note, held_at = {THEN}, held_on = :happened_on
        {LOOKED_BACK}""",  # noqa: S608
        put_right("debrief", "would_go_again", "note", f"debrief {LOOKED_BACK}"),
    ),
    MomentOfConnection: f"""
        INSERT INTO moment (id, journey_id, kind, words, noted_at, happened_on, recorded_at)
        VALUES (:moment_id, :journey_id, :kind, :words, {THEN}, :happened_on, :occurred_at)""",  # noqa: S608
    MomentCorrected: (
        f"UPDATE moment SET kind = :kind, words = :words, noted_at = {THEN}, happened_on = :happened_on {THIS}",  # noqa: S608
        put_right("moment", "kind", "words", f"moment {THIS}"),
    ),
    MomentTakenBack: (
        f"DELETE FROM moment {THIS}",  # noqa: S608
        taken_back("moment", "kind", f"moment {THIS}"),
    ),
}

STORY: tuple[str, ...] = (
    """
    SELECT d.held_at, CASE WHEN d.held_on IS NULL THEN 'debrief_held' ELSE 'debrief_held_then' END, d.would_go_again,
           concat_ws(E'\\n', coalesce(g.title, a.title, 'a get-together'), d.note)
    FROM debrief d LEFT JOIN activity a ON a.id = d.activity_id
    LEFT JOIN community_group g ON g.id = a.group_id
    WHERE d.journey_id = $1 AND d.held_at IS NOT NULL""",
    """
    SELECT noted_at, CASE WHEN happened_on IS NULL THEN 'moment' ELSE 'moment_then' END, kind, words
    FROM moment WHERE journey_id = $1""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def open_debrief(tx: Transaction, journey_id: UUID, debrief_id: UUID) -> Record:
    """A debrief with the activity's title and the day, held or not; NotFound if it is not this journey's."""
    row = await tx.fetchrow(
        """
        SELECT d.id, d.held_at, d.held_on, d.would_go_again, d.note, coalesce(a.title, 'the activity') AS title,
               l.session_on
        FROM debrief d LEFT JOIN activity a ON a.id = d.activity_id LEFT JOIN last_mile l ON l.id = d.attendance_id
        WHERE d.id = $1 AND d.journey_id = $2""",
        debrief_id,
        journey_id,
    )
    if row is None:
        raise NotFound(debrief_id)
    return row


async def moment(tx: Transaction, moment_id: UUID) -> Moment | None:
    """One moment of connection; None if it was taken back."""
    row = await tx.fetchrow(
        """
        SELECT id, journey_id, noted_at, coalesce(recorded_at, noted_at) AS recorded_at, happened_on, kind, words
        FROM moment WHERE id = $1""",
        moment_id,
    )
    return Moment(**dict(row)) if row else None


async def attended_without_debrief(tx: Transaction, journey_id: UUID, participant_id: UUID) -> list[Record]:
    """The first time the person was at each activity, where nobody has been asked yet to look back at it.

    What was looked back at on an earlier journey is not asked for again on a later one, nor what lies before that.
    """
    return await tx.fetch(
        """
        SELECT DISTINCT ON (activity_id) l.id, activity_id FROM last_mile l JOIN journey j ON j.id = $1
        WHERE l.participant_id = $2 AND step = 'attended' AND (j.episode = 1 OR l.happened_at >= j.opened_at)
          AND NOT EXISTS (SELECT FROM debrief d JOIN journey other ON other.id = d.journey_id
                          WHERE other.participant_id = $2 AND d.activity_id = l.activity_id)
        ORDER BY activity_id, session_on, happened_at""",
        journey_id,
        participant_id,
    )


async def moments_since(tx: Transaction, link_worker_id: UUID | None, since: datetime, most: int = 6) -> list[Record]:
    """Moments of connection of one worker's people (of everybody's, for None), newest first."""
    mine, args = ("", ()) if link_worker_id is None else ("AND j.link_worker_id = $3", (link_worker_id,))
    return await tx.fetch(
        f"""
        SELECT m.kind, m.words, m.noted_at, j.id AS journey_id,
               coalesce(k.preferred_name, k.name, 'Someone new') AS called
        FROM moment m JOIN journey j ON j.id = m.journey_id LEFT JOIN card k ON k.participant_id = j.participant_id
        WHERE m.noted_at >= $1 {mine}
        ORDER BY m.noted_at DESC LIMIT $2""",  # noqa: S608
        since, most, *args,
    )  # fmt: skip


async def drop_debrief(tx: Transaction, attendance_id: UUID) -> None:
    """Delete a debrief that nobody has held, and its drafts; one that was held stays."""
    await tx.execute(
        """
        WITH gone AS (DELETE FROM debrief WHERE attendance_id = $1 AND held_at IS NULL RETURNING id, journey_id)
        DELETE FROM draft d USING gone WHERE d.page = '/journey/' || gone.journey_id || '/debriefs/' || gone.id""",
        attendance_id,
    )
