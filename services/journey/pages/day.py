"""My day, and the list of my people."""

from collections import Counter
from datetime import timedelta
from zoneinfo import ZoneInfo

from fastapi import Request, Response

from services.journey import store
from services.journey.domain import day
from services.journey.domain.moments import KINDS
from services.journey.domain.people import STAGES
from shared.web.pages import HereDep, paging, render

from .router import LinkWorker, pages, staff_names, whose

MOST_SHOWN = 40
OPEN_STAGES = tuple(stage for stage in STAGES if stage != "closed")


@pages.get("/journey")
async def my_day(request: Request, here: HereDep, user: LinkWorker) -> Response:
    now, zone = here.now(), ZoneInfo(here.settings.timezone)
    async with here.db.snapshot() as tx:
        people = await store.people(tx, whose(user))
        moments = await store.moments_since(tx, whose(user), now - timedelta(days=7))
    needs = day.what_needs_me(people, now, zone)
    by_stage = Counter(person.stage(now) for person in people)
    return render(
        request,
        "journey/day.html",
        greeting=day.greeting(now, zone),
        summary=day.summary(needs),
        needs=needs[:MOST_SHOWN],
        more=max(0, len(needs) - MOST_SHOWN),
        stages=[(stage, STAGES[stage], by_stage[stage]) for stage in OPEN_STAGES],
        total=len(people),
        moments=moments,
        kinds=KINDS,
    )


@pages.get("/journey/people")
async def my_people(request: Request, here: HereDep, user: LinkWorker, stage: str = "") -> Response:
    now = here.now()
    async with here.db.snapshot() as tx:
        open_people = await store.people(tx, whose(user))
        closed = await store.people(tx, whose(user), closed=True)
    by_stage = Counter(person.stage(now) for person in (*open_people, *closed))
    people = closed[::-1] if stage == "closed" else [p for p in open_people if stage in ("", p.stage(now))]
    if stage != "closed":
        people.sort(key=lambda person: person.last_contact_at or person.opened_at)
    page = paging(request, len(people))
    return render(
        request,
        "journey/people.html",
        people=people[page.offset : page.offset + page.size],
        page=page,
        stage=stage,
        stages=STAGES,
        filters_shown=[("", "Everybody", len(open_people)), *((s, name, by_stage[s]) for s, name in STAGES.items())],
        workers=staff_names(here) if user.role == "lead" else {},
    )
