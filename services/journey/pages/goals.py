"""Goals, and how they end."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from services.journey import store
from services.journey.domain import goals
from services.journey.domain.journeys import Journey
from services.journey.domain.people import Person
from shared.database import Transaction
from shared.events import Event
from shared.service import Here
from shared.web import forms
from shared.web.forms import Says
from shared.web.pages import HereDep, redirect
from shared.web.session import User

from .looking import Tap
from .router import LinkWorker, must_be_theirs, pages
from .small import Asking, OneToTen, Step, small_page


class GoalForm(forms.Form):
    wording: Annotated[str, Field(max_length=500), Says("Write the goal in the person's own words.")]
    importance: Annotated[OneToTen, Says("Choose how much it matters to them, from 1 to 10.")]
    confidence: OneToTen | None = None


async def set_goal(asking: Asking, wish: GoalForm) -> Event:
    at = asking.here.now()
    return goals.set_goal(asking.journey, wish.command_id, wish.wording, wish.importance, wish.confidence, at)


async def section(tx: Transaction, person: Person, here: Here) -> dict[str, Any]:
    """What the person's page shows of goals."""
    return {"goals": await store.goals(tx, person.journey_id), "most_goals": goals.MOST_GOALS_AT_ONCE}


small_page(
    Step("goals", "goal", GoalForm, set_goal, lambda _: "The goal is set. You can look at it together any time.")
)


@pages.post("/journey/{journey_id:uuid}/goals/{goal_id:uuid}/reached")
async def reach_goal(request: Request, journey_id: UUID, goal_id: UUID, here: HereDep, user: LinkWorker) -> Response:
    says = "Reached. Tell them well done; it is in their story."
    return await _end_goal(request, journey_id, goal_id, here, user, goals.reach, says)


@pages.post("/journey/{journey_id:uuid}/goals/{goal_id:uuid}/let-go")
async def let_goal_go(request: Request, journey_id: UUID, goal_id: UUID, here: HereDep, user: LinkWorker) -> Response:
    says = "Put down. There is room for something else, whenever they like."
    return await _end_goal(request, journey_id, goal_id, here, user, goals.let_go, says)


async def _end_goal(
    request: Request,
    journey_id: UUID,
    goal_id: UUID,
    here: Here,
    user: User,
    decide: Callable[[Journey, UUID, datetime], Event],
    says: str,
) -> Response:
    wish = (await forms.read(request, Tap)).granted()
    async with here.once(wish.command_id) as tx:
        if tx:
            journey = await store.journey(tx, journey_id)
            must_be_theirs(user, journey)
            if await store.open_goal(tx, journey_id, goal_id):
                await store.record(tx, decide(journey, goal_id, here.now()))
    return redirect(f"/journey/{journey_id}#goals", says)
