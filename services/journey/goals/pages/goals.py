"""Goals: set, looked at again, said in other words, reached, let go, picked up again."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from services.journey.core.pages.access import LinkWorker
from services.journey.core.pages.looking import looked_at
from services.journey.core.rules.people import Person
from services.journey.form_pages.pages.small import (
    ActionResult,
    FormContext,
    FormPage,
    OneToTen,
    Words,
    action_button,
    form_page,
)
from services.journey.goals import store
from services.journey.goals.rules import goals, scaling
from services.journey.goals.rules.goals import Goal
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.persistence.database import Transaction
from shared.web import forms, wholes
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, render

from .router import router

Wording = Annotated[str, Field(max_length=500), ErrorMessage("Write the goal in the person’s own words.")]
ONE = "/journey/{journey_id:uuid}/goals/{goal_id:uuid}"
IN_ONE = "goals/{goal_id:uuid}"
"""The same, as a small page's path."""


class GoalForm(forms.Form):
    """A new goal: its wording, importance and confidence (1 to 10), and the day to look at it again."""

    wording: Wording
    importance: Annotated[OneToTen, ErrorMessage("Choose how much it matters to them, from 1 to 10.")]
    confidence: OneToTen | None = None
    review_on: date | None = None


class ReviewForm(forms.Form):
    """A review of a goal: confidence and importance (1 to 10), level (-2 to 2), a note, the next review."""

    confidence: OneToTen | None = None
    importance: OneToTen | None = None
    level: Annotated[Literal["-2", "-1", "0", "1", "2"], ErrorMessage("Choose one of the five, or skip it.")] | None = (
        None
    )
    note: Words | None = None
    review_on: date | None = None


class WordsForm(wholes.Whole):
    """The goal in other words."""

    wording: Wording


def goal_asked(request: Request) -> UUID:
    """The id of the goal that the address names."""
    return UUID(str(request.path_params["goal_id"]))


async def the_goal(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What a page about one goal needs: `goal`; NotFound if it is not this journey's."""
    return {"goal": await store.goal(tx, person.journey_id, goal_asked(request))}


async def goal_now(asking: FormContext) -> Goal:
    """The goal that the page is about, read under the journey's lock."""
    return await store.goal(asking.tx, asking.journey.id, goal_asked(asking.request))


async def set_goal(asking: FormContext, wish: GoalForm) -> Event:
    """POST /journey/<id>/goals: set a goal in the person's own words."""
    return goals.set_goal(
        asking.journey, wish.command_id, wish.wording, wish.importance, wish.confidence, asking.here.now(),
        review_on=wish.review_on, most=asking.here.settings.most_goals,
    )  # fmt: skip


async def review_goal(asking: FormContext, wish: ReviewForm) -> Event:
    """POST /journey/<id>/goals/<goal_id>/review: record a review of the goal."""
    said = wish.model_dump(exclude={"command_id"}) | {"level": int(wish.level) if wish.level else None}
    return goals.review(asking.journey, await goal_now(asking), wish.command_id, asking.here.now(), **said)


async def change_goal(asking: FormContext, wish: WordsForm) -> Event:
    """POST /journey/<id>/goals/<goal_id>/words: put the goal in other words."""
    return goals.change(asking.journey, await goal_now(asking), wish.command_id, wish.wording, asking.here.now())


async def words_now(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """The goal's words as they stand, to fill the form."""
    return {"wording": (await store.goal(tx, person.journey_id, goal_asked(request))).wording}


async def section(tx: Transaction, person: Person, here: ServiceContext) -> dict[str, Any]:
    """What the person's page shows of goals."""
    found = await store.goals(tx, person.journey_id)
    return {
        "goals": found,
        "most_goals": here.settings.most_goals,
        "enough_goals": goals.too_many(here.settings.most_goals).removesuffix(goals.LET_GO_FIRST),
        "attainment": scaling.attainment(found),
        "who_does_it": goals.WHO,
    }


def after_set(event: Any) -> str:
    """What is said after a goal was set."""
    return "The goal is set. You can look at it together any time."


form_page(router, FormPage("goals", "goal", GoalForm, set_goal, after_set, part="#goals"))
form_page(router,
    FormPage(f"{IN_ONE}/review", "goal-review", ReviewForm, review_goal, lambda _: "Noted. It is in their story.",
         the_goal, part="#goals")
)  # fmt: skip
form_page(router,
    FormPage(f"{IN_ONE}/words", "goal-words", WordsForm, change_goal, lambda _: "The goal has its new words.", the_goal,
         part="#goals", stands=words_now)
)  # fmt: skip


@router.get(ONE)
async def show_goal(request: Request, journey_id: UUID, goal_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/<id>/goals/<goal_id>: one goal with its steps and everything that was said about it."""
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "one goal")
        goal = await store.goal(tx, journey_id, goal_id)
    return render(request, "journey/goal-one.html", person=person, goal=goal, who_does_it=goals.WHO)


async def reach_goal(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/goals/<goal_id>/reached: the goal is reached; can be undone."""
    goal = await goal_now(asking)
    reached = goals.reach(asking.journey, goal, asking.here.now())
    return ActionResult(reached, "Reached. Tell them well done; it is in their story.", _undo(goal))


async def let_goal_go(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/goals/<goal_id>/let-go: the person puts the goal down; can be undone."""
    goal = await goal_now(asking)
    let_go = goals.let_go(asking.journey, goal, asking.here.now())
    return ActionResult(let_go, "Put down. There is room for something else, whenever they like.", _undo(goal))


def _undo(goal: Goal) -> str:
    return f"goals/{goal.id}/resumed"


async def resume_goal(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/goals/<goal_id>/resumed: the goal is in progress again, by undoing or picking it up."""
    goal, now = await goal_now(asking), asking.here.now()
    resumed = goals.resume(asking.journey, goal, now, asking.here.settings.most_goals)
    if goal.can_be_undone_until and now <= goal.can_be_undone_until:
        return ActionResult(resumed, "Taken back. The goal is in progress, as before.")
    return ActionResult(resumed, "Picked up again. It is in progress from today.")


action_button(router, f"{IN_ONE}/reached", reach_goal, part="#goals")
action_button(router, f"{IN_ONE}/let-go", let_goal_go, part="#goals")
action_button(router, f"{IN_ONE}/resumed", resume_goal, part="#goals")
