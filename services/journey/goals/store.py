"""Goals: as they stand, what was said about them over time, their steps and how they ended."""

# ruff: noqa: S608 (every part of a statement is text of this module)

from collections import defaultdict
from uuid import UUID

from asyncpg import Record

from services.journey.core.store.touch import IN_TOUCH
from shared.events import (
    Event,
    GoalChanged,
    GoalLetGo,
    GoalReached,
    GoalResumed,
    GoalReviewed,
    GoalScaled,
    GoalSet,
    GoalStepDone,
    GoalStepDropped,
    GoalStepPlanned,
)
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.persistence.outbox import Change

from .rules.goals import UNDO_FOR, Goal, GoalStep, Look

THIS = "WHERE id = :goal_id AND journey_id = :journey_id AND reached_at IS NULL AND let_go_at IS NULL"
"""The goal, while it is in progress."""
JUST_NOW = f":occurred_at::timestamptz - interval '{UNDO_FOR.total_seconds():.0f} seconds'"


def _ends(as_: str) -> Change:
    return (
        f"UPDATE goal SET {as_}_at = :occurred_at {THIS}",
        f"""
        INSERT INTO goal_turn (goal_id, journey_id, kind, happened_at)
        SELECT id, journey_id, '{as_}', :occurred_at FROM goal {THIS}""",
        IN_TOUCH,
    )


def _step(as_: str) -> str:
    return f"""
        UPDATE goal_step SET {as_}_at = :occurred_at
        WHERE id = :step_id AND goal_id = :goal_id AND journey_id = :journey_id
          AND done_at IS NULL AND dropped_at IS NULL"""


WRITES: dict[type[Event], Change] = {
    GoalSet: (
        """
        INSERT INTO goal (id, journey_id, wording, importance, confidence, first_importance, first_confidence,
                          review_on, set_at)
        VALUES (:goal_id, :journey_id, :wording, :importance, :confidence, :importance, :confidence,
                :review_on, :occurred_at)""",
        IN_TOUCH,
    ),
    GoalReviewed: (
        f"""
        UPDATE goal SET importance = coalesce(:importance, importance), confidence = coalesce(:confidence, confidence),
                        level = coalesce(:level, level), review_on = :review_on
        {THIS}""",
        """
        INSERT INTO goal_review (id, goal_id, journey_id, importance, confidence, level, note, happened_at)
        VALUES (:review_id, :goal_id, :journey_id, :importance, :confidence, :level, :note, :occurred_at)""",
        IN_TOUCH,
    ),
    GoalChanged: (
        f"UPDATE goal SET wording = :wording {THIS}",
        f"""
        INSERT INTO goal_review (id, goal_id, journey_id, wording, happened_at)
        SELECT :change_id, id, journey_id, wording, :occurred_at FROM goal {THIS}""",
        IN_TOUCH,
    ),
    GoalScaled: (
        f"UPDATE goal SET weight = :weight, baseline = :baseline, levels = :levels {THIS} AND level IS NULL",
        IN_TOUCH,
    ),
    GoalStepPlanned: (
        f"""
        INSERT INTO goal_step (id, goal_id, journey_id, what, who, due_on, planned_at)
        SELECT :step_id, id, journey_id, :what, :who, :due_on, :occurred_at FROM goal {THIS}""",
        IN_TOUCH,
    ),
    GoalStepDone: _step("done"),
    GoalStepDropped: _step("dropped"),
    GoalReached: _ends("reached"),
    GoalLetGo: _ends("let_go"),
    GoalResumed: (
        """
        UPDATE goal SET reached_at = NULL, let_go_at = NULL
        WHERE id = :goal_id AND journey_id = :journey_id AND coalesce(reached_at, let_go_at) IS NOT NULL""",
        f"DELETE FROM goal_turn WHERE goal_id = :goal_id AND kind <> 'resumed' AND happened_at >= {JUST_NOW}",
        f"""
        INSERT INTO goal_turn (goal_id, journey_id, kind, happened_at)
        SELECT id, journey_id, 'resumed', :occurred_at FROM goal
        WHERE id = :goal_id AND journey_id = :journey_id AND coalesce(reached_at, let_go_at) < {JUST_NOW}""",
    ),
}

STORY: tuple[str, ...] = (
    """
    SELECT set_at, 'goal_set', NULL,
           coalesce((SELECT r.wording FROM goal_review r WHERE r.goal_id = goal.id AND r.wording IS NOT NULL
                     ORDER BY r.happened_at LIMIT 1), wording)
    FROM goal WHERE journey_id = $1""",
    """
    SELECT t.happened_at, 'goal_' || t.kind, NULL, goal.wording
    FROM goal_turn t JOIN goal ON goal.id = t.goal_id WHERE t.journey_id = $1""",
    """
    SELECT r.happened_at, CASE WHEN r.wording IS NULL THEN 'goal_reviewed' ELSE 'goal_changed' END, NULL,
           CASE WHEN r.wording IS NULL THEN r.note ELSE r.wording END
    FROM goal_review r WHERE r.journey_id = $1""",
    """SELECT planned_at, 'step_planned', NULL, what FROM goal_step WHERE journey_id = $1""",
    """SELECT done_at, 'step_done', NULL, what FROM goal_step WHERE journey_id = $1 AND done_at IS NOT NULL""",
)
"""Selects of (at, kind, code, words); $1 is the journey."""


async def goals(tx: Transaction, journey_id: UUID) -> list[Goal]:
    """A journey's goals: those in progress first, as they were set; then those that ended, the latest first."""
    return await _goals(tx, journey_id, None)


async def goal(tx: Transaction, journey_id: UUID, goal_id: UUID) -> Goal:
    """One goal with its steps and what was said about it. NotFound if there is none of that id."""
    found = await _goals(tx, journey_id, goal_id)
    if not found:
        raise NotFound(goal_id)
    return found[0]


async def _goals(tx: Transaction, journey_id: UUID, goal_id: UUID | None) -> list[Goal]:
    which = "journey_id = $1 AND ($2::uuid IS NULL OR {} = $2)"
    rows = await tx.fetch(
        f"""
        SELECT id, wording, importance, confidence, set_at, first_importance, first_confidence, review_on, reached_at,
               let_go_at, weight, baseline, levels, level
        FROM goal WHERE {which.format("id")}
        ORDER BY coalesce(reached_at, let_go_at) DESC NULLS FIRST, set_at, id""",
        journey_id,
        goal_id,
    )
    steps, looks = defaultdict[UUID, list[GoalStep]](list), defaultdict[UUID, list[Look]](list)
    for row in await tx.fetch(
        f"""
        SELECT goal_id, id, what, who, due_on, planned_at, done_at, dropped_at FROM goal_step
        WHERE {which.format("goal_id")} ORDER BY planned_at, id""",
        journey_id,
        goal_id,
    ):
        steps[row["goal_id"]].append(GoalStep(*row[1:]))
    for row in await tx.fetch(
        f"""
        SELECT goal_id, happened_at, importance, confidence, level, note, wording FROM goal_review
        WHERE {which.format("goal_id")} ORDER BY happened_at, id""",
        journey_id,
        goal_id,
    ):
        looks[row["goal_id"]].append(Look(*row[1:]))
    return [_goal(row, steps[row["id"]], looks[row["id"]]) for row in rows]


def _goal(row: Record, steps: list[GoalStep], looks: list[Look]) -> Goal:
    known = dict(row) | {"levels": tuple(row["levels"] or ()), "steps": tuple(steps), "looks": tuple(looks)}
    return Goal(**known)
