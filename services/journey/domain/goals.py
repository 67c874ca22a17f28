"""What a participant may set out to do, and how a goal ends: reached, or let go."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from shared.events import GoalLetGo, GoalReached, GoalSet
from shared.refusal import Refused

from .journeys import Journey
from .story import Sentence, plain

MOST_GOALS_AT_ONCE = 3


def set_goal(
    journey: Journey, goal_id: UUID, wording: str, importance: int, confidence: int | None, at: datetime
) -> GoalSet:
    """A goal in the person's own words, how much it matters and how sure they are (1 to 10)."""
    journey.must_be_open()
    if not wording.strip():
        raise Refused("Write the goal in the person's own words.", field="wording")
    if journey.goals_in_progress >= MOST_GOALS_AT_ONCE:
        raise Refused("Three goals are in progress. Finish or drop one first.", field="wording")
    return GoalSet(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        goal_id=goal_id,
        wording=wording.strip(),
        importance=importance,
        confidence=confidence,
        occurred_at=at,
    )


def reach(journey: Journey, goal_id: UUID, at: datetime) -> GoalReached:
    """The person says they are where they wanted to be."""
    journey.must_be_open()
    return GoalReached(journey_id=journey.id, participant_id=journey.participant_id, goal_id=goal_id, occurred_at=at)


def let_go(journey: Journey, goal_id: UUID, at: datetime) -> GoalLetGo:
    """The person puts it down. That is not a failure, and no reason is asked."""
    journey.must_be_open()
    return GoalLetGo(journey_id=journey.id, participant_id=journey.participant_id, goal_id=goal_id, occurred_at=at)


SENTENCES: Mapping[str, Sentence] = {
    "goal_set": plain("Set a goal"),
    "goal_reached": plain("Reached a goal", joy=True),
    "goal_let_go": plain("Put a goal down"),
}
