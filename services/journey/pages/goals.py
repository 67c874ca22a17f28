"""Goals: set, looked at again, said in other words, reached, let go, picked up again."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from services.journey import store
from services.journey.domain import goals, scaling
from services.journey.domain.goals import Goal
from services.journey.domain.journeys import Journey
from services.journey.domain.people import Person
from shared.database import Transaction
from shared.events import Event
from shared.service import Here
from shared.web import forms
from shared.web.forms import Says
from shared.web.pages import HereDep, render
from shared.web.session import User

from .looking import Tap, looked_at
from .router import LinkWorker, must_be_theirs, pages
from .small import Asking, OneToTen, Step, Words, back_to, small_page

Wording = Annotated[str, Field(max_length=500), Says("Write the goal in the person's own words.")]
ONE = "/journey/{journey_id:uuid}/goals/{goal_id:uuid}"
IN_ONE = "goals/{goal_id:uuid}"
"""The same, as a small page's path."""


class GoalForm(forms.Form):
    wording: Wording
    importance: Annotated[OneToTen, Says("Choose how much it matters to them, from 1 to 10.")]
    confidence: OneToTen | None = None
    review_on: date | None = None


class ReviewForm(forms.Form):
    confidence: OneToTen | None = None
    importance: OneToTen | None = None
    level: Annotated[Literal["-2", "-1", "0", "1", "2"], Says("Choose one of the five, or skip it.")] | None = None
    note: Words | None = None
    review_on: date | None = None


class WordsForm(forms.Form):
    wording: Wording


def goal_asked(request: Request) -> UUID:
    return UUID(str(request.path_params["goal_id"]))


async def the_goal(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    return {"goal": await store.goal(tx, person.journey_id, goal_asked(request))}


async def goal_now(asking: Asking) -> Goal:
    """The goal that the page is about, read under the journey's lock."""
    return await store.goal(asking.tx, asking.journey.id, goal_asked(asking.request))


async def set_goal(asking: Asking, wish: GoalForm) -> Event:
    return goals.set_goal(
        asking.journey, wish.command_id, wish.wording, wish.importance, wish.confidence, asking.here.now(),
        review_on=wish.review_on, most=asking.here.settings.most_goals,
    )  # fmt: skip


async def review_goal(asking: Asking, wish: ReviewForm) -> Event:
    said = wish.model_dump(exclude={"command_id"}) | {"level": int(wish.level) if wish.level else None}
    return goals.review(asking.journey, await goal_now(asking), wish.command_id, asking.here.now(), **said)


async def change_goal(asking: Asking, wish: WordsForm) -> Event:
    return goals.change(asking.journey, await goal_now(asking), wish.command_id, wish.wording, asking.here.now())


async def words_now(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """The words it has stand in the form."""
    more = dict(await the_goal(tx, person, request))
    if request.method == "GET":
        more["form"] = forms.filled(WordsForm, {"wording": more["goal"].wording})
    return more


async def section(tx: Transaction, person: Person, here: Here) -> dict[str, Any]:
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
    return "The goal is set. You can look at it together any time."


small_page(Step("goals", "goal", GoalForm, set_goal, after_set, part="#goals"))
small_page(
    Step(f"{IN_ONE}/review", "goal-review", ReviewForm, review_goal, lambda _: "Noted. It is in their story.", the_goal,
         part="#goals")
)  # fmt: skip
small_page(
    Step(f"{IN_ONE}/words", "goal-words", WordsForm, change_goal, lambda _: "The goal has its new words.", words_now,
         part="#goals")
)  # fmt: skip


@pages.get(ONE)
async def show_goal(request: Request, journey_id: UUID, goal_id: UUID, here: HereDep, user: LinkWorker) -> Response:
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "one goal")
        goal = await store.goal(tx, journey_id, goal_id)
    return render(request, "journey/goal-one.html", person=person, goal=goal, who_does_it=goals.WHO)


@dataclass(frozen=True)
class Tapped:
    """One tap on a goal: what it decides and what is said then."""

    decide: Callable[[Here, Journey, Goal, datetime], Event]
    says: Callable[[Goal, datetime], str]
    can_be_undone: bool = False


def _resumed(goal: Goal, at: datetime) -> str:
    if goal.can_be_undone_until and at <= goal.can_be_undone_until:
        return "Taken back. The goal is in progress, as before."
    return "Picked up again. It is in progress from today."


TAPS = {
    "reached": Tapped(
        lambda _, journey, goal, at: goals.reach(journey, goal, at),
        lambda *_: "Reached. Tell them well done; it is in their story.",
        can_be_undone=True,
    ),
    "let-go": Tapped(
        lambda _, journey, goal, at: goals.let_go(journey, goal, at),
        lambda *_: "Put down. There is room for something else, whenever they like.",
        can_be_undone=True,
    ),
    "resumed": Tapped(
        lambda here, journey, goal, at: goals.resume(journey, goal, at, here.settings.most_goals), _resumed
    ),
}


@pages.post(f"{ONE}/reached")
async def reach_goal(request: Request, journey_id: UUID, goal_id: UUID, here: HereDep, user: LinkWorker) -> Response:
    return await tap(request, journey_id, goal_id, here, user, TAPS["reached"])


@pages.post(f"{ONE}/let-go")
async def let_goal_go(request: Request, journey_id: UUID, goal_id: UUID, here: HereDep, user: LinkWorker) -> Response:
    return await tap(request, journey_id, goal_id, here, user, TAPS["let-go"])


@pages.post(f"{ONE}/resumed")
async def resume_goal(request: Request, journey_id: UUID, goal_id: UUID, here: HereDep, user: LinkWorker) -> Response:
    return await tap(request, journey_id, goal_id, here, user, TAPS["resumed"])


async def tap(request: Request, journey_id: UUID, goal_id: UUID, here: Here, user: User, tapped: Tapped) -> Response:
    """Carry out what a button on a goal says, once."""
    wish, says = (await forms.read(request, Tap)).granted(), None
    async with here.once(wish.command_id) as tx:
        if tx:
            journey = await store.journey(tx, journey_id)
            must_be_theirs(user, journey)
            goal, now = await store.goal(tx, journey_id, goal_id), here.now()
            await store.record(tx, tapped.decide(here, journey, goal, now))
            says = tapped.says(goal, now)
    undo = f"goals/{goal_id}/resumed" if says and tapped.can_be_undone else None
    return back_to(journey_id, "#goals", says, undo)
