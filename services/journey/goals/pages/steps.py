"""The steps on the way to a goal, and what each level of getting there would look like."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Request
from pydantic import Field

from services.journey.core.rules.people import Person
from services.journey.form_pages.pages.small import ActionResult, FormContext, FormPage, action_button, form_page
from services.journey.goals.rules import goals, scaling
from services.journey.goals.rules import steps as goal_steps
from services.journey.goals.rules.attainment import LEVELS
from services.journey.goals.rules.goals import Goal, Who
from services.journey.goals.rules.goals import GoalStep as SmallThing
from shared.events import Event
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.web import forms, wholes
from shared.web.forms import ErrorMessage

from .goals import IN_ONE, goal_now, the_goal
from .router import router

Level = Annotated[str, Field(max_length=500)] | None
NoneToThree = Annotated[int, Field(ge=0, le=3)]


class GoalStepForm(forms.Form):
    """A step towards a goal: what is done, by whom and by when."""

    what: Annotated[str, Field(max_length=500), ErrorMessage("Write the small thing to do.")]
    who: Annotated[Who, ErrorMessage("Choose who does it.")]
    due_on: date | None = None


class LevelsForm(wholes.Whole):
    """Goal attainment scaling: the goal's levels, where they stand today, importance and difficulty (0 to 3)."""

    level_2: Level = None
    level_1: Level = None
    level_0: Annotated[
        str, Field(max_length=500), ErrorMessage("Write what it would look like if it went just as they hope.")
    ]
    below_1: Level = None
    below_2: Level = None
    baseline: Annotated[Literal["-1", "-2"], ErrorMessage("Choose where they stand today.")]
    importance: Annotated[NoneToThree, ErrorMessage("Choose how important it is to them.")]
    difficulty: Annotated[NoneToThree, ErrorMessage("Choose how hard it is for them.")]


FIELDS = {2: "level_2", 1: "level_1", 0: "level_0", -1: "below_1", -2: "below_2"}
"""The field of each level; a minus sign has no place in a name."""
BASELINES = [(str(level), LEVELS[level][0].upper() + LEVELS[level][1:]) for level in scaling.BASELINES]


async def plan_step(asking: FormContext, wish: GoalStepForm) -> Event:
    """POST /journey/<id>/goals/<goal_id>/steps: plan a step towards the goal."""
    return goal_steps.plan_step(
        asking.journey, await goal_now(asking), wish.command_id, wish.what, wish.who, wish.due_on, asking.here.now()
    )


async def scale_goal(asking: FormContext, wish: LevelsForm) -> Event:
    """POST /journey/<id>/goals/<goal_id>/levels: agree on what each level of the goal would look like."""
    levels = [getattr(wish, FIELDS[level]) for level in sorted(FIELDS)]
    return scaling.scale(
        asking.journey, await goal_now(asking), wish.importance, wish.difficulty, int(wish.baseline), levels,
        asking.here.now(),
    )  # fmt: skip


async def who_does_it(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/goals/<goal_id>/steps needs: `goal`, and `whos`, who may do the step."""
    return {**await the_goal(tx, person, request), "whos": list(goals.WHO.items())}


async def the_levels(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/goals/<goal_id>/levels needs: goal, levels, how_much, baselines."""
    return {
        **await the_goal(tx, person, request),
        "levels": [(FIELDS[level], words[0].upper() + words[1:], level == 0) for level, words in LEVELS.items()],
        "how_much": list(scaling.HOW_MUCH.items()),
        "baselines": BASELINES,
    }


async def levels_now(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """The levels agreed on before, to fill the form; importance and difficulty are asked anew."""
    goal: Goal = (await the_goal(tx, person, request))["goal"]
    known = dict.fromkeys([*FIELDS.values(), "baseline"])
    if not goal.levels:
        return known
    said = zip(sorted(LEVELS), goal.levels, strict=True)
    own = {FIELDS[level]: words for level, words in said if words.lower() != LEVELS[level].lower()}
    return known | own | {"baseline": str(goal.baseline)}


form_page(router,
    FormPage(f"{IN_ONE}/steps", "goal-step", GoalStepForm, plan_step, lambda _: "Planned. It stands with the goal.",
         who_does_it, part="#goals")
)  # fmt: skip
form_page(router,
    FormPage(f"{IN_ONE}/levels", "goal-levels", LevelsForm, scale_goal,
         lambda _: "Agreed. When you look at the goal together, choose where they are.", the_levels, part="#goals",
         stands=levels_now, labels={"baseline": dict(BASELINES)})
)  # fmt: skip


async def _small_thing(asking: FormContext) -> tuple[Goal, SmallThing]:
    goal, step_id = await goal_now(asking), asking.named("step_id")
    step = goal.step(step_id)
    if step is None:
        raise NotFound(step_id)
    return goal, step


async def finish_step(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/goals/<goal_id>/steps/<step_id>/done: the step is done."""
    done = goal_steps.finish_step(asking.journey, *await _small_thing(asking), asking.here.now())
    return ActionResult(done, "Done. One step nearer.")


async def drop_step(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/goals/<goal_id>/steps/<step_id>/dropped: the step is not needed any more."""
    dropped = goal_steps.drop_step(asking.journey, *await _small_thing(asking), asking.here.now())
    return ActionResult(dropped, "Left out. It is not needed any more.")


action_button(router, f"{IN_ONE}/steps/{{step_id:uuid}}/done", finish_step, part="#goals")
action_button(router, f"{IN_ONE}/steps/{{step_id:uuid}}/dropped", drop_step, part="#goals")
