"""What a decision needs to know, locked until the transaction ends so that decisions about one person queue up."""

from uuid import UUID

from asyncpg import Record

from services.journey.domain.check_ins import CheckIn
from services.journey.domain.journeys import Journey
from shared.database import Transaction
from shared.refusal import NotFound


async def journey(tx: Transaction, journey_id: UUID) -> Journey:
    """The journey, locked."""
    return await _locked(tx, "id = $1", journey_id)


async def latest_journey_of(tx: Transaction, participant_id: UUID) -> Journey | None:
    """The participant's journey, locked; None if it has not opened here yet."""
    try:
        return await _locked(tx, "participant_id = $1", participant_id)
    except NotFound:
        return None


async def _locked(tx: Transaction, which: str, value: UUID) -> Journey:
    row = await tx.fetchrow(
        f"""
        SELECT id, participant_id, link_worker_id, opened_at, closed_at, link_version
        FROM journey WHERE {which} FOR UPDATE""",  # noqa: S608
        value,
    )
    if row is None:
        raise NotFound(value)
    # Counted by a statement of its own: one that had to wait for the lock would count what was there before it waited.
    in_progress = await tx.fetchval(
        "SELECT count(*) FROM goal WHERE journey_id = $1 AND reached_at IS NULL AND let_go_at IS NULL", row["id"]
    )
    consents = await tx.fetch(
        "SELECT purpose, id FROM consent WHERE journey_id = $1 AND withdrawn_at IS NULL", row["id"]
    )
    return Journey(**dict(row), goals_in_progress=in_progress, consents={c["purpose"]: c["id"] for c in consents})


async def check_in_to_hold(tx: Transaction, journey_id: UUID) -> CheckIn | None:
    """The latest time the person was asked, if nobody has talked with them since."""
    row = await tx.fetchrow(
        """
        SELECT id, due_at, answered_at, held_at FROM check_in
        WHERE journey_id = $1 AND due_at IS NOT NULL ORDER BY due_at DESC LIMIT 1 FOR UPDATE""",
        journey_id,
    )
    return CheckIn(**dict(row)) if row and row["held_at"] is None else None


async def check_in_to_answer(tx: Transaction, check_in_id: UUID) -> tuple[Journey, CheckIn]:
    """The check-in a person's link names, and the journey it belongs to, both locked."""
    journey_id = await tx.fetchval("SELECT journey_id FROM check_in WHERE id = $1", check_in_id)
    if journey_id is None:
        raise NotFound(check_in_id)
    found = await journey(tx, journey_id)
    row = await tx.fetchrow("SELECT id, due_at, answered_at, held_at FROM check_in WHERE id = $1", check_in_id)
    return found, CheckIn(**dict(row or {}))


async def open_goal(tx: Transaction, journey_id: UUID, goal_id: UUID) -> Record | None:
    """The goal while it is in progress. NotFound if there is none of that id; None if it has ended."""
    row = await tx.fetchrow(
        "SELECT id, wording, reached_at, let_go_at FROM goal WHERE id = $1 AND journey_id = $2", goal_id, journey_id
    )
    if row is None:
        raise NotFound(goal_id)
    return row if row["reached_at"] is None and row["let_go_at"] is None else None


async def open_debrief(tx: Transaction, journey_id: UUID, debrief_id: UUID) -> Record:
    """What is to be looked back at: the activity's title and the day, and whether that has been done."""
    row = await tx.fetchrow(
        """
        SELECT d.id, d.held_at, coalesce(a.title, 'the activity') AS title, l.session_on
        FROM debrief d LEFT JOIN activity a ON a.id = d.activity_id LEFT JOIN last_mile l ON l.id = d.attendance_id
        WHERE d.id = $1 AND d.journey_id = $2""",
        debrief_id,
        journey_id,
    )
    if row is None:
        raise NotFound(debrief_id)
    return row


async def messages_stopped(tx: Transaction, journey_id: UUID) -> bool:
    """Whether the last word about messages was: stop."""
    return bool(
        await tx.fetchval(
            """
            SELECT withdrawn_at IS NOT NULL FROM consent WHERE journey_id = $1 AND purpose = 'messages'
            ORDER BY withdrawn_at DESC NULLS FIRST LIMIT 1""",
            journey_id,
        )
    )
