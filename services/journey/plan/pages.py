"""The plan as a sheet of paper that somebody can take home."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.journey.about_me import store as about_me_store
from services.journey.check_ins.pages.check_ins import calendar_of
from services.journey.core.pages.access import LinkWorker
from services.journey.core.pages.looking import looked_at
from services.journey.goals import store as goals_store
from services.journey.goals.rules.goals import WHO_IN_THEIR_WORDS, Goal
from services.journey.groups.store import last_mile as last_mile_store
from services.journey.practice_sessions.rules import TOPICS
from shared.kernel import staff
from shared.web.rendering import ContextDep, render

from . import rules as plan

router = APIRouter(include_in_schema=False)


@router.get("/journey/{journey_id:uuid}/plan")
async def show_plan(
    request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker, plain: str = ""
) -> Response:
    """GET /journey/<id>/plan: the plan on one page, to print and take home.

    `plain=yes`: nothing on it says whose it is or where it comes from, but for the number to call.
    """
    now, is_plain = here.now(), plain == "yes"
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "plan")
        said = await about_me_store.latest_matters(tx, journey_id)
        goals = plan.goals_in_progress(await goals_store.goals(tx, journey_id))
        ways = await last_mile_store.ways(tx, person.participant_id)
        following = person.rhythm.next_after(now, await calendar_of(tx, journey_id, here))
    worker = staff.called(here.settings.staff, person.link_worker_id)
    hidden: dict[str, Any] = {"local_name": "My plan"} if is_plain else {}
    return render(
        request,
        "journey/plan.html",
        person=person,
        is_plain=is_plain,
        called=None if is_plain else plan.called(person.card),
        worker=None if is_plain else worker,
        matters=plan.what_matters(said),
        goals=[(goal, _steps(goal)) for goal in goals],
        places=plan.places(ways),
        hours=[(TOPICS.get(hour.topic, "Practising"), hour) for hour in person.hours if hour.starts_at > now],
        talks_next=following if person.service_since and person.closed_at is None else None,
        **hidden,
    )


def _steps(goal: Goal) -> list[tuple[str, str, Any]]:
    """What, who does it, by when: as many as fit."""
    return [
        (plan.shortened(step.what, 110), WHO_IN_THEIR_WORDS[step.who], step.due_on)
        for step in goal.open_steps[: plan.MOST_STEPS]
    ]
