"""The small things on the way to a goal: who does them, by when, and what came of them."""

from datetime import date, datetime
from uuid import UUID

from services.journey.core.rules.journeys import Journey
from shared.events import GoalStepDone, GoalStepDropped, GoalStepPlanned
from shared.kernel.refusal import Refused

from .goals import Goal, GoalStep, Who, to_come


def plan_step(
    journey: Journey, goal: Goal, step_id: UUID, what: str, who: Who, due_on: date | None, at: datetime
) -> GoalStepPlanned:
    """Plan a step towards a goal: who does it, and by when if they said so."""
    journey.must_be_open()
    goal.must_be_in_progress()
    if not what.strip():
        raise Refused("Write the small thing to do.", field="what")
    return GoalStepPlanned(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        goal_id=goal.id,
        step_id=step_id,
        what=what.strip(),
        who=who,
        due_on=to_come(due_on, at, "due_on"),
        occurred_at=at,
    )


def finish_step(journey: Journey, goal: Goal, step: GoalStep, at: datetime) -> GoalStepDone:
    """Note that a step is done; Refused where it was done or dropped, or its goal is not in progress."""
    _must_be_to_do(journey, goal, step)
    return GoalStepDone(
        journey_id=journey.id, participant_id=journey.participant_id, goal_id=goal.id, step_id=step.id, occurred_at=at
    )


def drop_step(journey: Journey, goal: Goal, step: GoalStep, at: datetime) -> GoalStepDropped:
    """Note that a step is not needed any more; Refused where it was done or dropped, or its goal has ended."""
    _must_be_to_do(journey, goal, step)
    return GoalStepDropped(
        journey_id=journey.id, participant_id=journey.participant_id, goal_id=goal.id, step_id=step.id, occurred_at=at
    )


def _must_be_to_do(journey: Journey, goal: Goal, step: GoalStep) -> None:
    journey.must_be_open()
    goal.must_be_in_progress()
    if not step.open:
        raise Refused(f"This step was {'done' if step.done_at else 'dropped'} already.", conflict=True)
