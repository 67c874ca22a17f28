"""How far the goals have come: one level for each goal that has levels, and the number of all of them."""

from typing import Any, Literal
from uuid import UUID, uuid5

from fastapi import Request, Response
from pydantic import create_model

from services.journey.core.pages.access import LinkWorker
from services.journey.core.pages.looking import looked_at, their_journey
from services.journey.core.rules.journeys import Journey
from services.journey.core.store import people as people_store
from services.journey.core.store.recording import record
from services.journey.form_pages.pages.small import OnDay
from services.journey.goals import store as goals_store
from services.journey.goals.rules import goals
from services.journey.goals.rules.goals import Goal
from services.journey.goals.rules.scaling import scaled
from services.journey.measures.instruments import library_of, plan_of
from services.journey.measures.rules import measures
from shared.context.service_context import ServiceContext
from shared.kernel.refusal import Refused
from shared.persistence.database import Transaction
from shared.rules.measure_plan import Occasion
from shared.web import forms
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from . import sheets
from .router import router

MOST_GOALS = 10
"""So many goals make one number; of more, those set last."""
Level = Literal["2", "1", "0", "-1", "-2", "skip"]


class AttainmentForm(forms.Form):
    """Where the goals stand; beside these fields one pair for each goal: `goal_1` (its id) and `level_1`."""

    declined: bool = False
    mode: measures.Mode = "together"
    on: OnDay = None
    occasion: Occasion | None = None


_PAIRS: dict[str, Any] = {
    name: (kind, None)
    for place in range(1, MOST_GOALS + 1)
    for name, kind in ((f"goal_{place}", UUID | None), (f"level_{place}", Level | None))
}
GoalsForm: type[AttainmentForm] = create_model("GoalsForm", __base__=AttainmentForm, **_PAIRS)


def counted(all_of_them: list[Goal]) -> list[Goal]:
    """The goals that make the number: those with levels, the `MOST_GOALS` set last, the earliest first."""
    return sorted(scaled(all_of_them), key=lambda goal: goal.set_at)[-MOST_GOALS:]


@router.get("/journey/{journey_id:uuid}/measures/gas-t")
async def show_goals(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/<id>/measures/gas-t: where each goal with levels stands, asked together."""
    return await _shown(request, journey_id, here, user, None)


@router.post("/journey/{journey_id:uuid}/measures/gas-t")
async def keep_levels(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """POST /journey/<id>/measures/gas-t: keep the goals' levels as one measure (goal attainment, T-score)."""
    form = await forms.read(request, GoalsForm)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    journey = await their_journey(tx, user, journey_id)
                    await _keep(tx, here, journey, wish)
            return redirect(f"/journey/{journey_id}/measures/taken/{wish.command_id}")
    return await _shown(request, journey_id, here, user, form)


async def _keep(tx: Transaction, here: ServiceContext, journey: Journey, wish: AttainmentForm) -> None:
    """The number, and for every goal that has come to another level that they looked at it; what they have said of a
    goal since that day stands."""
    on = sheets.filled_on(journey, await people_store.person(tx, journey.id), here, wish.on)
    every = counted(await goals_store.goals(tx, journey.id))
    found, said = [goal for goal in every if here.day_of(goal.set_at) <= on], _said(wish)
    if every and not found:
        raise Refused("No goal was agreed on that day yet. Choose a later one.", field="on")
    if not found:
        raise Refused("No goal has levels yet. Agree with them first what each level would look like.")
    for place in range(1, MOST_GOALS + 1):
        if (named := getattr(wish, f"goal_{place}")) and named not in {goal.id for goal in every}:
            raise Refused("One of these goals has changed since. Look at the page once more.", field=f"goal_{place}")
    now = [said.get(goal.id, goal.level) for goal in found]
    asked = library_of(here.settings).asked(plan_of(here.settings), "gas-t")
    sheet = [{"level": level, "weight": goal.weight or 0} for level, goal in zip(now, found, strict=True)]
    await sheets.take(
        tx, here, journey, asked, wish.command_id, sheet, declined=wish.declined, mode=wish.mode,
        occasion=wish.occasion, on=wish.on,
    )  # fmt: skip
    for goal, level in zip(found, now, strict=True):
        newer = any(here.day_of(look.at) > on for look in goal.looks)
        if goal.in_progress and level is not None and level != goal.level and not wish.declined and not newer:
            review_id, day = uuid5(wish.command_id, str(goal.id)), here.today()
            later = goal.review_on if goal.review_on and goal.review_on > day else None
            looked = goals.review(journey, goal, review_id, here.now(), level=level, review_on=later)
            await record(tx, looked)


def _said(wish: AttainmentForm) -> dict[UUID, int | None]:
    pairs = ((getattr(wish, f"goal_{n}"), getattr(wish, f"level_{n}")) for n in range(1, MOST_GOALS + 1))
    return {goal: None if level == sheets.SKIP else int(level) for goal, level in pairs if goal and level is not None}


async def _shown(request: Request, journey_id: UUID, here: ServiceContext, user: User, form: Any) -> Response:
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "goal attainment")
        found = counted(await goals_store.goals(tx, journey_id))
    known = {f"level_{place}": goal.level for place, goal in enumerate(found, 1)}
    sheet = form or forms.filled(GoalsForm, {"mode": "together", **known})
    return render(
        request, "journey/measure-goals.html", sheet.status, person=person, form=sheet, goals=found,
        instrument=library_of(here.settings).asked(plan_of(here.settings), "gas-t"), action=request.url.path,
    )  # fmt: skip
