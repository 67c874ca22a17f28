"""Finding an activity for one person, and the page of one activity for them: the last mile."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.community import store
from services.community.domain import attendance, mistakes, places, sessions
from services.community.domain.matching import best_first, match
from services.community.domain.places import HOW, REASONS, Standing
from shared.context.service_context import ServiceContext
from shared.kernel import names
from shared.persistence import access_log
from shared.web import forms, wholes
from shared.web.rendering import ContextDep, paging, render
from shared.web.session import User

from .person_forms import BY_NAME, PERSON_AND_ACTIVITY, PREFIX, At, AtDep, PlaceForm, Sheets, blank_sheets
from .showing import LinkWorker, by_activity, choices, next_time, only_of, shown, wishes_of

pages = APIRouter(include_in_schema=False)


@pages.get("/community/for")
async def my_people(request: Request, here: ContextDep, user: LinkWorker) -> Response:
    """GET /community/for: people with an open journey, those who have no place yet first."""
    async with here.db.snapshot() as tx:
        people = told_apart(await store.people(tx, only_of(user)))
    page = paging(request, len(people))
    return render(request, "community/people.html", people=people[page.offset : page.offset + page.size], page=page)


@pages.get("/community/for/{participant_id}")
async def for_a_person(request: Request, here: ContextDep, user: LinkWorker, participant_id: UUID) -> Response:
    """GET /community/for/{participant_id}: how far they have come, and every activity, what fits their wishes first."""
    wishes = wishes_of(request.query_params)
    async with here.transaction() as tx:
        who = await store.participant(tx, participant_id, only_of(user))
        await access_log.looked(tx, user, who.id, "activities for a person", here.now())
        groups, every = await store.titles(tx), await store.activities(tx)
        steps = await store.steps(tx, who.id)
    page = paging(request, len(every))
    found = best_first(every, wishes)[page.offset : page.offset + page.size]
    return render(
        request,
        "community/for_a_person.html",
        who=who,
        page=page,
        wishes=wishes,
        query=query(request),
        steps=by_activity(steps, {activity.id: activity.title for activity in every}),
        found=[shown(one.activity, groups, here, one) for one in found],
        **choices(),
    )


def told_apart(people: list[store.ListedPerson]) -> list[store.ListedPerson]:
    """The people of a list, with whole names as `called` where two are called alike."""
    known = [(each.id, each.called, each.name) for each in people if each.called]
    labels = names.told_apart([(called, [name]) for _, called, name in known])
    called = {person_id: label for (person_id, _, _), label in zip(known, labels, strict=True)}
    return [replace(each, called=called.get(each.id)) for each in people]


def query(request: Request) -> str:
    """The wishes, to take along to the page of one activity."""
    kept = [(name, request.query_params[name]) for name in ("kind", "weekday", "free", "step_free", "quiet")
            if name in request.query_params]  # fmt: skip
    return f"?{urlencode(kept)}" if kept else ""


@pages.get(PERSON_AND_ACTIVITY)
async def one_activity(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
    """GET /community/for/{participant_id}/activities/{activity_id}: one activity for one person, and each next step."""
    return await show(request, here, user, at, blank_sheets())


async def show(
    request: Request, here: ServiceContext, user: User, at: At, sheets: Sheets, status: int = 200
) -> Response:
    """The page of one activity for one person, with the forms as they stand or as they were refused."""
    async with here.transaction() as tx:
        who = await store.participant(tx, at.participant_id, only_of(user))
        await access_log.looked(tx, user, who.id, "one activity for a person", here.now())
        standing = await store.standing(tx, who, at.activity_id)
        if not (sheets["place"].typed or sheets["place"].errors):
            sheets["place"] = forms.filled(PlaceForm, {"greet_as": who.greeted}, PREFIX["place"])
        for name, (now, labels) in WHOLES.items():
            _as_it_stands(sheets[name], now(standing), labels)
        group = await store.group(tx, standing.activity.group_id)
        steps = [step for step in await store.steps(tx, who.id) if step.activity_id == at.activity_id]
    wishes = wishes_of(request.query_params)
    return render(
        request,
        "community/one_activity.html",
        status=status,
        who=who,
        standing=standing,
        group=group,
        steps=steps,
        how=list(HOW.items()),
        ways_to_introduce=HOW,
        by_name=list(BY_NAME.items()),
        reasons=list(REASONS.items()),
        days=_days(standing, here),
        mistakes=attendance.ticks_to_take_back(standing.been, here.today()),
        unused_place=mistakes.unused_place(standing),
        query=query(request),
        coming=next_time(standing.activity, here),
        match=match(standing.activity, wishes) if wishes.any else None,
        **sheets,
    )


WHOLES: dict[str, tuple[Callable[[Standing], dict[str, str | None]], wholes.Labels]] = {
    "greeting": (places.greeting_now, {"expected_by_name": BY_NAME}),
    "reason": (mistakes.reason_now, {"reason": REASONS}),
}
"""The forms that write a whole: what stands in them, and what its codes are called."""


def _as_it_stands(sheet: forms.BoundForm[Any], now: dict[str, str | None], labels: wholes.Labels) -> None:
    if sheet.typed or sheet.errors:
        wholes.show_newer(sheet, now, labels)
    else:
        wholes.begin(sheet, now)


def _days(standing: Standing, here: ServiceContext) -> list[date]:
    """The days the link worker may still tick: since the place was taken, not ticked yet."""
    if standing.place is None:
        return []
    since = here.day_of(standing.place.taken_at)
    days = sessions.days_to_tick(standing.activity, here.today(), attendance.DAYS_BACK["link_worker"], since)
    return [day for day in days if day not in standing.been.days]
