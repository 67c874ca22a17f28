"""Goals."""

from uuid import UUID

from asyncpg import Record

from shared.database import Transaction
from shared.events import Event, GoalLetGo, GoalReached, GoalSet
from shared.outbox import Change
from shared.refusal import NotFound

from .touch import IN_TOUCH

WRITES: dict[type[Event], Change] = {
    GoalSet: (
        """
        INSERT INTO goal (id, journey_id, wording, importance, confidence, set_at)
        VALUES (:goal_id, :journey_id, :wording, :importance, :confidence, :occurred_at)""",
        IN_TOUCH,
    ),
    GoalReached: (
        """
        UPDATE goal SET reached_at = :occurred_at
        WHERE id = :goal_id AND journey_id = :journey_id AND reached_at IS NULL AND let_go_at IS NULL""",
        IN_TOUCH,
    ),
    GoalLetGo: (
        """
        UPDATE goal SET let_go_at = :occurred_at
        WHERE id = :goal_id AND journey_id = :journey_id AND reached_at IS NULL AND let_go_at IS NULL""",
        IN_TOUCH,
    ),
}

STORY: tuple[str, ...] = (
    """SELECT set_at, 'goal_set', NULL, wording FROM goal WHERE journey_id = $1""",
    """SELECT reached_at, 'goal_reached', NULL, wording FROM goal WHERE journey_id = $1 AND reached_at IS NOT NULL""",
    """SELECT let_go_at, 'goal_let_go', NULL, wording FROM goal WHERE journey_id = $1 AND let_go_at IS NOT NULL""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def goals(tx: Transaction, journey_id: UUID) -> list[Record]:
    return await tx.fetch(
        """
        SELECT id, wording, importance, confidence, set_at, reached_at, let_go_at FROM goal WHERE journey_id = $1
        ORDER BY coalesce(reached_at, let_go_at) DESC NULLS FIRST, set_at""",
        journey_id,
    )


async def open_goal(tx: Transaction, journey_id: UUID, goal_id: UUID) -> Record | None:
    """The goal while it is in progress. NotFound if there is none of that id; None if it has ended."""
    row = await tx.fetchrow(
        "SELECT id, wording, reached_at, let_go_at FROM goal WHERE id = $1 AND journey_id = $2", goal_id, journey_id
    )
    if row is None:
        raise NotFound(goal_id)
    return row if row["reached_at"] is None and row["let_go_at"] is None else None
