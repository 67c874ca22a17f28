"""What a participant may set out to do: in their words, in steps, looked at again, reached or let go."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

from services.journey.core.rules import free_text
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.story import Sentence, plain
from shared.events import (
    GoalChanged,
    GoalLetGo,
    GoalReached,
    GoalResumed,
    GoalReviewed,
    GoalSet,
)
from shared.kernel.refusal import Refused

Who = Literal["person", "link_worker", "together", "somebody_else"]
WHO: dict[Who, str] = {
    "person": "They do it",
    "together": "We do it together",
    "link_worker": "I do it",
    "somebody_else": "Somebody else does it",
}
WHO_IN_THEIR_WORDS: dict[Who, str] = {
    "person": "I do it",
    "together": "we do it together",
    "link_worker": "my link worker does it",
    "somebody_else": "somebody else does it",
}
MOST_GOALS_AT_ONCE = 3
"""Unless the Local says otherwise."""
UNDO_FOR = timedelta(minutes=10)
"""So long after a tap it may have been a mistake: taken back, it never happened."""
FURTHEST = timedelta(days=366 * 2)
"""Nobody promises anything for a day later than this."""
NUMBERS = ("None", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
LET_GO_FIRST = "Finish or drop one first."


@dataclass(frozen=True)
class GoalStep:
    """One step towards a goal: who does it, by when, and whether it was done or dropped."""

    id: UUID
    what: str
    who: Who
    due_on: date | None
    planned_at: datetime
    done_at: datetime | None = None
    dropped_at: datetime | None = None

    @property
    def open(self) -> bool:
        return self.done_at is None and self.dropped_at is None


@dataclass(frozen=True)
class Look:
    """One review of a goal, or one change of its words (`wording`: what it said before)."""

    at: datetime
    importance: int | None = None
    confidence: int | None = None
    level: int | None = None
    note: str | None = None
    wording: str | None = None


@dataclass(frozen=True)
class Goal:
    """A goal as it stands: `importance`, `confidence` (1-10) and `level` (-2 to 2) as they were said last."""

    id: UUID
    wording: str
    importance: int
    confidence: int | None
    set_at: datetime
    first_importance: int
    first_confidence: int | None = None
    review_on: date | None = None
    reached_at: datetime | None = None
    let_go_at: datetime | None = None
    weight: int | None = None
    baseline: int | None = None
    levels: tuple[str, ...] = ()
    """What each level would look like, from -2 to 2; empty: no levels were agreed."""
    level: int | None = None
    steps: tuple[GoalStep, ...] = ()
    looks: tuple[Look, ...] = ()

    @property
    def ended_at(self) -> datetime | None:
        return self.reached_at or self.let_go_at

    @property
    def in_progress(self) -> bool:
        return self.ended_at is None

    @property
    def open_steps(self) -> list[GoalStep]:
        return [step for step in self.steps if step.open]

    @property
    def sureness(self) -> list[tuple[datetime, int]]:
        """How sure the person was each time it was said, oldest first."""
        said = [(self.set_at, self.first_confidence), *((look.at, look.confidence) for look in self.looks)]
        return [(at, confidence) for at, confidence in said if confidence is not None]

    @property
    def earlier_words(self) -> list[tuple[str, datetime]]:
        """What the goal said before, and until when, oldest first."""
        return [(look.wording, look.at) for look in self.looks if look.wording]

    @property
    def can_be_undone_until(self) -> datetime | None:
        return self.ended_at + UNDO_FOR if self.ended_at else None

    def step(self, step_id: UUID) -> GoalStep | None:
        return next((step for step in self.steps if step.id == step_id), None)

    def must_be_in_progress(self) -> None:
        if not self.in_progress:
            words = "reached" if self.reached_at else "let go"
            raise Refused(f"This goal was {words}. Pick it up again first, if they would like to.", conflict=True)


def too_many(most: int) -> str:
    """The words that refuse one more goal: how many are in progress, and that one is let go of first."""
    return f"{NUMBERS[most]} {'goal is' if most == 1 else 'goals are'} in progress. {LET_GO_FIRST}"


def set_goal(
    journey: Journey,
    goal_id: UUID,
    wording: str,
    importance: int,
    confidence: int | None,
    at: datetime,
    *,
    review_on: date | None = None,
    most: int = MOST_GOALS_AT_ONCE,
) -> GoalSet:
    """Set a goal in the person's own words, with its importance and their confidence (1 to 10).

    Refused where `most` goals are in progress.
    """
    journey.must_be_open()
    if not wording.strip():
        raise Refused("Write the goal in the person’s own words.", field="wording")
    if journey.goals_in_progress >= most:
        raise Refused(too_many(most), field="wording")
    return GoalSet(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        goal_id=goal_id,
        wording=wording.strip(),
        importance=importance,
        confidence=confidence,
        review_on=to_come(review_on, at, "review_on"),
        occurred_at=at,
    )


def review(
    journey: Journey,
    goal: Goal,
    review_id: UUID,
    at: datetime,
    *,
    importance: int | None = None,
    confidence: int | None = None,
    level: int | None = None,
    review_on: date | None = None,
    note: str | None = None,
) -> GoalReviewed:
    """Record a review of a goal; each question may be skipped, but one thing was said."""
    journey.must_be_open()
    goal.must_be_in_progress()
    note = free_text.said(note)
    if importance is None and confidence is None and level is None and note is None:
        raise Refused("Choose or write one thing they said about this goal. The rest may stay empty.", field="note")
    if level is not None and not goal.levels:
        raise Refused("Say first what each level would look like for this goal.", field="level")
    return GoalReviewed(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        goal_id=goal.id,
        review_id=review_id,
        importance=importance,
        confidence=confidence,
        level=level,
        review_on=to_come(review_on, at, "review_on"),
        note=note,
        occurred_at=at,
    )


def change(journey: Journey, goal: Goal, change_id: UUID, wording: str, at: datetime) -> GoalChanged:
    """Put a goal in other words; what it said before is kept and shown."""
    journey.must_be_open()
    goal.must_be_in_progress()
    if not wording.strip():
        raise Refused("Write the goal in the person’s own words.", field="wording")
    if wording.strip() == goal.wording:
        raise Refused("These are the words it has already. Write what is different now.", field="wording")
    return GoalChanged(
        journey_id=journey.id,
        participant_id=journey.participant_id,
        goal_id=goal.id,
        change_id=change_id,
        wording=wording.strip(),
        occurred_at=at,
    )


def reach(journey: Journey, goal: Goal, at: datetime) -> GoalReached:
    """Note that a goal is reached: the person says they are where they wanted to be."""
    journey.must_be_open()
    goal.must_be_in_progress()
    return GoalReached(journey_id=journey.id, participant_id=journey.participant_id, goal_id=goal.id, occurred_at=at)


def let_go(journey: Journey, goal: Goal, at: datetime) -> GoalLetGo:
    """Note that the person lets a goal go. That is not a failure, and no reason is asked."""
    journey.must_be_open()
    goal.must_be_in_progress()
    return GoalLetGo(journey_id=journey.id, participant_id=journey.participant_id, goal_id=goal.id, occurred_at=at)


def resume(journey: Journey, goal: Goal, at: datetime, most: int = MOST_GOALS_AT_ONCE) -> GoalResumed:
    """Take up a goal that had ended, by mistake or not; Refused where as many as may be are in progress."""
    journey.must_be_open()
    if goal.in_progress:
        raise Refused("This goal is in progress already.", conflict=True)
    if journey.goals_in_progress >= most:
        raise Refused(too_many(most), conflict=True)
    return GoalResumed(journey_id=journey.id, participant_id=journey.participant_id, goal_id=goal.id, occurred_at=at)


def to_come(day: date | None, at: datetime, field: str) -> date | None:
    """A day from today on, within two years; Refused beside its field otherwise. None stays None."""
    # The day at the Local is UTC's or the next one: yesterday in UTC is surely over.
    if day and not at.date() <= day <= (at + FURTHEST).date():
        raise Refused("Choose a day from today on, within two years.", field=field)
    return day


SENTENCES: Mapping[str, Sentence] = {
    "goal_set": plain("Set a goal"),
    "goal_reviewed": plain("Looked at a goal together"),
    "goal_changed": plain("A goal has other words now"),
    "step_planned": plain("Planned a step"),
    "step_done": plain("Took a step"),
    "goal_reached": plain("Reached a goal", joy=True),
    "goal_let_go": plain("Put a goal down"),
    "goal_resumed": plain("Picked a goal up again"),
}
