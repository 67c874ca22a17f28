"""Goals in any order, on a real database: never more than the allowed in progress; what has ended changes no more."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from services.journey.goals import store as goals_store
from services.journey.goals.rules import goals
from services.journey.goals.rules import steps as goal_steps
from services.journey.goals.rules.goals import MOST_GOALS_AT_ONCE, UNDO_FOR
from services.journey.timeline.store import story as story_store
from tests.conftest import Templates
from tests.journey.machines import OnARealDatabase, held_to

ONE_TO_TEN = st.integers(1, 10)
MAYBE = st.none() | ONE_TO_TEN
WHICH = st.integers(0, 5)


@dataclass
class Remembered:
    """One goal as it should be."""

    words: list[str]
    importance: list[int]
    sure: list[int]
    ended: tuple[str, datetime] | None = None
    steps: dict[UUID, str] = field(default_factory=dict)


class Goals(OnARealDatabase):
    def __init__(self) -> None:
        super().__init__()
        self.goals: dict[UUID, Remembered] = {}
        self.picked_up = 0

    @property
    def running(self) -> int:
        return sum(goal.ended is None for goal in self.goals.values())

    def one(self, which: int) -> tuple[UUID, Remembered]:
        return list(self.goals.items())[which % len(self.goals)]

    def tried_with(self, goal_id: UUID, decide, *, allowed: bool) -> bool:
        async def decided(tx, journey):
            return decide(journey, await goals_store.goal(tx, self.journey_id, goal_id))

        return self.tried(decided, allowed=allowed)

    @initialize(count=st.integers(0, MOST_GOALS_AT_ONCE))
    def begin(self, count):
        """Somebody may have several from the start, so that there is little room."""
        for _ in range(count):
            self.set(5, 5)

    @rule(minutes=st.integers(1, 30))
    def wait(self, minutes):
        self.later(minutes)

    @rule(importance=ONE_TO_TEN, sure=MAYBE)
    def set(self, importance, sure):
        goal_id = uuid4()

        async def decided(tx, journey):
            return goals.set_goal(journey, goal_id, "swim", importance, sure, self.now)

        if self.tried(decided, allowed=self.running < MOST_GOALS_AT_ONCE):
            self.goals[goal_id] = Remembered(["swim"], [importance], [sure] if sure else [])

    @precondition(lambda self: self.goals)
    @rule(which=WHICH, importance=MAYBE, sure=MAYBE)
    def look_at_it(self, which, importance, sure):
        goal_id, goal = self.one(which)
        allowed = goal.ended is None and (importance is not None or sure is not None)
        said = {"importance": importance, "confidence": sure}
        if self.tried_with(goal_id, lambda j, g: goals.review(j, g, uuid4(), self.now, **said), allowed=allowed):
            goal.importance += [importance] if importance else []
            goal.sure += [sure] if sure else []

    @precondition(lambda self: self.goals)
    @rule(which=WHICH, words=st.sampled_from(["swim", "walk", "sing"]))
    def say_it_in_other_words(self, which, words):
        goal_id, goal = self.one(which)
        allowed = goal.ended is None and words != goal.words[-1]
        if self.tried_with(goal_id, lambda j, g: goals.change(j, g, uuid4(), words, self.now), allowed=allowed):
            goal.words.append(words)

    @precondition(lambda self: self.goals)
    @rule(which=WHICH)
    def plan_a_step(self, which):
        (goal_id, goal), step_id = self.one(which), uuid4()

        def decide(journey, found):
            return goal_steps.plan_step(journey, found, step_id, "ring", "person", None, self.now)

        if self.tried_with(goal_id, decide, allowed=goal.ended is None):
            goal.steps[step_id] = "open"

    @precondition(lambda self: any(goal.steps for goal in self.goals.values()))
    @rule(which=WHICH, done=st.booleans())
    def end_a_step(self, which, done):
        all_steps = [(goal_id, step_id) for goal_id, goal in self.goals.items() for step_id in goal.steps]
        goal_id, step_id = all_steps[which % len(all_steps)]
        goal, decide = self.goals[goal_id], goal_steps.finish_step if done else goal_steps.drop_step
        allowed = goal.ended is None and goal.steps[step_id] == "open"
        if self.tried_with(goal_id, lambda j, g: decide(j, g, g.step(step_id), self.now), allowed=allowed):
            goal.steps[step_id] = "done" if done else "dropped"

    @precondition(lambda self: self.goals)
    @rule(which=WHICH, how=st.sampled_from(["reached", "let_go"]))
    def end_it(self, which, how):
        goal_id, goal = self.one(which)
        decide = goals.reach if how == "reached" else goals.let_go
        if self.tried_with(goal_id, lambda j, g: decide(j, g, self.now), allowed=goal.ended is None):
            goal.ended = (how, self.now)

    @precondition(lambda self: self.goals)
    @rule(which=WHICH, ended=st.integers(0, 3))
    def pick_it_up_again(self, which, ended):
        """Mostly one that has ended."""
        goal_id, goal = self.one(which)
        if ended and (over := [each for each in self.goals if self.goals[each].ended]):
            goal_id = over[which % len(over)]
            goal = self.goals[goal_id]
        allowed = goal.ended is not None and self.running < MOST_GOALS_AT_ONCE
        if self.tried_with(goal_id, lambda j, g: goals.resume(j, g, self.now), allowed=allowed):
            self.picked_up += self.now - goal.ended[1] > UNDO_FOR
            goal.ended = None

    @invariant()
    def everything_stands_as_it_was_said(self):
        found = {goal.id: goal for goal in self.read(goals_store.goals, self.journey_id)}
        assert found.keys() == self.goals.keys()
        assert sum(goal.in_progress for goal in found.values()) <= MOST_GOALS_AT_ONCE
        for goal_id, remembered in self.goals.items():
            goal = found[goal_id]
            ends = {"reached": goal.reached_at, "let_go": goal.let_go_at}
            assert {how: at for how, at in ends.items() if at} == dict([remembered.ended] if remembered.ended else [])
            assert [sure for _, sure in goal.sureness] == remembered.sure
            assert [at for at, _ in goal.sureness] == sorted(at for at, _ in goal.sureness)
            assert [words for words, _ in goal.earlier_words] + [goal.wording] == remembered.words
            assert (goal.first_importance, goal.importance) == (remembered.importance[0], remembered.importance[-1])
            states = {step.id: "done" if step.done_at else "dropped" if step.dropped_at else "open"
                      for step in goal.steps}  # fmt: skip
            assert states == remembered.steps

    @invariant()
    def the_story_tells_each_end_and_each_beginning_anew_but_no_mistake(self):
        told = [happening.kind for happening in self.read(story_store.story, self.journey_id)]
        ended = sum(goal.ended is not None for goal in self.goals.values())
        assert told.count("goal_resumed") == self.picked_up
        assert told.count("goal_reached") + told.count("goal_let_go") == ended + self.picked_up


def test_goals_keep_their_rules_in_any_order(templates: Templates) -> None:
    held_to(Goals, templates, examples=25, steps=25)


def test_ten_minutes_are_a_mistake_and_more_is_a_change_of_mind() -> None:
    assert timedelta(minutes=10) == UNDO_FOR
