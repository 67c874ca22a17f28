"""Goal attainment for one goal: what each level would look like, how much the goal weighs, and the number of all."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from services.journey.core.rules.journeys import Journey
from shared.events import GoalScaled
from shared.kernel.refusal import Refused

from .attainment import LEVELS, LOWEST, t_score, weight
from .goals import Goal

BASELINES = (-1, -2)
"""Where somebody stands at first: a little below what they hope for; two below if it could not be worse."""
HOW_MUCH = {0: "not at all", 1: "a little", 2: "quite", 3: "very"}


def scale(
    journey: Journey,
    goal: Goal,
    importance: int,
    difficulty: int,
    baseline: int,
    levels: Sequence[str | None],
    at: datetime,
) -> GoalScaled:
    """Agree on what each level of a goal would look like (goal attainment scaling), and what the goal weighs.

    `levels`: what each would look like, from -2 to 2. What is hoped for is said; the others may stay general.
    """
    journey.must_be_open()
    goal.must_be_in_progress()
    if goal.level is not None:
        raise Refused("This goal has been looked at by its levels already, so these stay as they are.")
    words = [(given or "").strip() for given in levels]
    if not words[-LOWEST]:
        raise Refused("Write what it would look like if it went just as they hope.", field="level_0")
    general = [LEVELS[level][0].upper() + LEVELS[level][1:] for level in sorted(LEVELS)]
    return GoalScaled(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        goal_id=goal.id,
        weight=weight(importance, difficulty),
        baseline=baseline,
        levels=[said or usual for said, usual in zip(words, general, strict=True)],
        occurred_at=at,
    )


def scaled(goals: Iterable[Goal]) -> list[Goal]:
    """The goals that count towards the number: those with levels, but for those let go before anybody looked."""
    return [goal for goal in goals if goal.levels and not (goal.let_go_at and goal.level is None)]


def attainment(goals: Iterable[Goal]) -> tuple[float, float] | None:
    """The T-score where they began and where they are now; None while any goal with levels has not been looked at."""
    counted = scaled(goals)
    weights = [goal.weight or 0 for goal in counted]
    now = t_score([goal.level for goal in counted], weights)
    began = t_score([goal.baseline for goal in counted], weights)
    return None if now is None or began is None else (began, now)
