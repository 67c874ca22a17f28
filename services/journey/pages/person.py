"""The page about one person: every subject's part in one."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Request, Response

from services.journey import store
from services.journey.domain import day, timeline
from services.journey.domain.people import STAGES, Person
from shared.database import Transaction
from shared.service import Here
from shared.web.pages import HereDep, render

from . import check_ins, choices, course, goals, last_mile, matters, measures, safety, skills
from .looking import looked_at
from .router import LinkWorker, pages, staff_names

STORY_SHOWN = 12

Section = Callable[[Transaction, Person, Here], Awaitable[dict[str, Any]]]
SECTIONS: tuple[Section, ...] = (
    matters.section,
    goals.section,
    last_mile.section,
    skills.section,
    measures.section,
    choices.section,
    check_ins.section,
    course.section,
    safety.section,
)
"""What each part of the page needs to know; a subject's part is templates/journey/person-<subject>.html."""


@pages.get("/journey/{journey_id:uuid}")
async def show_person(request: Request, journey_id: UUID, here: HereDep, user: LinkWorker, story: str = "") -> Response:
    now, zone = here.now(), ZoneInfo(here.settings.timezone)
    context: dict[str, Any] = {}
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "person")
        happenings = await store.story(tx, journey_id)
        for section in SECTIONS:
            context |= await section(tx, person, here)
    entries = [timeline.tell(happening) for happening in happenings]
    shown = entries if story == "all" else entries[:STORY_SHOWN]
    return render(
        request,
        "journey/person.html",
        person=person,
        needs=day.what_needs_me([person], now, zone),
        stage=STAGES[person.stage(now)],
        entries=shown,
        more=len(entries) - len(shown),
        worker=staff_names(here).get(person.link_worker_id, "somebody who has left"),
        **context,
    )
