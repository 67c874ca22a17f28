"""The page about one person: every subject's part in one."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from services.journey.about_me import pages as matters
from services.journey.caseload.rules import day
from services.journey.check_ins.pages import check_ins
from services.journey.consents import pages as choices
from services.journey.core.pages.access import LinkWorker, staff_names
from services.journey.core.pages.looking import looked_at
from services.journey.core.rules.people import STAGES, Person
from services.journey.goals.pages import goals
from services.journey.groups.pages import last_mile
from services.journey.how_they_came import pages as how_they_came
from services.journey.lifecycle.pages import course
from services.journey.measures.instruments import plan_of
from services.journey.measures.pages import measures
from services.journey.my_page.rules import mine
from services.journey.practice_sessions import pages as skills
from services.journey.safety import pages as safety
from services.journey.supporters import pages as supporters
from services.journey.timeline.rules import timeline
from services.journey.timeline.store import story as story_store
from services.journey.transfers.pages import bring_along
from services.journey.tries import pages as tries
from shared.config import calendars
from shared.context.service_context import ServiceContext
from shared.persistence.database import Transaction
from shared.web.rendering import ContextDep, paging, render

from .router import router

STORY_SHOWN = 12
ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
UNDO = re.compile(f"(?:check-ins|moments|tries)/{ID}/take-back|goals/{ID}/resumed")
"""Doors under a person's address that take back what was recorded a moment ago."""

Section = Callable[[Transaction, Person, ServiceContext], Awaitable[dict[str, Any]]]
SECTIONS: tuple[Section, ...] = (
    how_they_came.section,
    matters.section,
    goals.section,
    last_mile.section,
    skills.section,
    measures.section,
    choices.section,
    supporters.section,
    check_ins.section,
    tries.section,
    course.section,
    safety.section,
    bring_along.section,
)
"""What each part of the page needs to know; a subject's part is person-<subject>.html in its room."""


@router.get("/journey/{journey_id:uuid}")
async def show_person(
    request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker, story: str = "all", undo: str = ""
) -> Response:
    """GET /journey/<id>: the page about one person, with every subject's part and a page of their story."""
    now, zone = here.now(), here.zone
    context: dict[str, Any] = {}
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "person")
        for section in SECTIONS:
            context |= await section(tx, person, here)
        context |= await _story(tx, request, journey_id, story)
    needs = day.what_needs_me([person], now, zone, plan_of(here.settings), calendars.of(here.settings).days_off.name)
    return render(
        request,
        "journey/person.html",
        person=person,
        shut_out_words=mine.SHUT_OUT,
        needs=[need for need in needs if need.kind != "safety"],  # the notes themselves stand on top of the page
        stage=STAGES[person.stage(now)],
        worker=staff_names(here).get(person.link_worker_id, "somebody who has left"),
        undo=undo if UNDO.fullmatch(undo) else None,
        **context,
    )


async def _story(tx: Transaction, request: Request, journey_id: UUID, which: str) -> dict[str, Any]:
    """One page of the story under one of its filters, and how much there is under each."""
    which = which if which in timeline.FILTERS else "all"
    counts = timeline.counts_about(await story_store.story_counts(tx, journey_id))
    page = paging(request, counts[which], STORY_SHOWN)
    happenings = await story_store.story(
        tx, journey_id, timeline.kinds_about(which), offset=page.offset, most=STORY_SHOWN
    )
    shown = [(name, words, counts[name]) for name, words in timeline.FILTERS.items() if counts[name] or name == which]
    return {
        "entries": [timeline.tell(happening) for happening in happenings],
        "story_page": page,
        "story": which,
        "story_filters": shown,
    }
