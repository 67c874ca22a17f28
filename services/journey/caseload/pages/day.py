"""My day, the Lead's view of the Local, and the list of people."""

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

from fastapi import Request, Response

from services.journey.caseload.rules import care, day
from services.journey.caseload.store import care as care_store
from services.journey.caseload.store import lists as lists_store
from services.journey.core.pages.access import LinkWorker, staff_names, whose
from services.journey.core.rules.people import STAGES
from services.journey.core.store import people as people_store
from services.journey.form_pages import store as form_pages_store
from services.journey.form_pages.pages import drafts
from services.journey.groups.store import host_calls as host_calls_store
from services.journey.lifecycle.store import asked_back as asked_back_store
from services.journey.measures.instruments import plan_of
from services.journey.moments import store as moments_store
from services.journey.moments.rules.moments import KINDS
from services.journey.safety import rules as safety
from services.journey.safety import store as safety_store
from services.permissions import roles_that_may
from shared.config import calendars
from shared.context.service_context import ServiceContext
from shared.kernel import staff
from shared.persistence.database import Transaction
from shared.rules import workload
from shared.web.rendering import ContextDep, paging, render
from shared.web.session import User

from .router import router

MOST_SHOWN = 40
MOST_WORRIES = 12
LONGEST_SHOWN = 5
LOADS_SHOWN = 30
CLOCKS_OVER = timedelta(days=90)
"""The Lead's clocks look at journeys that began within so long."""
OPEN_STAGES = tuple(stage for stage in STAGES if stage != "closed")
NAMES: dict[str, str] = {str(stage): words for stage, words in STAGES.items()} | {
    "waiting": "Waiting for a first contact",
    "no_visit": "Not been anywhere yet",
}
"""Every list of people there is: the stages, and the two behind the Lead's clocks."""


@router.get("/journey")
async def my_day(request: Request, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey: My day, what needs this link worker in one order; for the Lead, the view of the Local."""
    now, zone = here.now(), here.zone
    async with here.db.snapshot() as tx:
        people = await people_store.people_of(tx, user.id, here.today())
        local = await _of_the_local(tx, here) if user.may("see_everybody") else {}
        own = {} if local else await _of_ones_own(tx, here, user)
        moments = await moments_store.moments_since(tx, whose(user), now - timedelta(days=7))
        given_back = await asked_back_store.given_back(tx, user.id, now - timedelta(days=2))
        calls = await host_calls_store.host_calls(tx, whose(user))
        begun = await form_pages_store.drafts(tx, user.id, whose(user))
    needs = day.what_needs_me(people, now, zone, plan_of(here.settings), calendars.of(here.settings).days_off.name)
    if local:
        needs = [need for need in needs if need.kind != "safety"]  # the Lead sees everybody's, on top
    by_stage = Counter(person.stage(now) for person in people)
    context: dict[str, Any] = {
        "greeting": f"{day.greeting(now, zone)}, {staff.called(here.settings.staff, user.id) or user.name}",
        "summary": day.summary(needs, len(calls)),
        "calls": calls,
        "given_back": given_back,
        "needs": needs[:MOST_SHOWN],
        "more": max(0, len(needs) - MOST_SHOWN),
        "stages": [(stage, STAGES[stage], by_stage[stage]) for stage in OPEN_STAGES],
        "total": sum(by_stage[stage] for stage in OPEN_STAGES),
        "moments": moments,
        "kinds": KINDS,
        "drafts": begun,
        "names": drafts.name_of,
    }
    return render(request, "journey/lead.html" if local else "journey/day.html", **context | local | own)


async def _of_ones_own(tx: Transaction, here: ServiceContext, user: User) -> dict[str, Any]:
    """When somebody has an hour for this link worker next, and how full the week is."""
    known, who = await care_store.supervision_of(tx, [user.id]), roles_that_may("look_after_link_workers")
    carried = await care_store.load_of(tx, user.id, here.now())
    return {
        "today": here.today(),
        "supervision_on": known[user.id].next_on(here.zone),
        "whom_to_ask": care.whom_to_ask([person.name for person in here.settings.staff if person.role in who]),
        "load": carried,
        "load_words": workload.in_a_sentence(carried),
    }


async def _of_the_local(tx: Transaction, here: ServiceContext) -> dict[str, Any]:
    """Where people are, who waits, who is quiet and who walks with how many: numbers, and the longest behind each."""
    now, day_here = here.now(), here.today()
    counts, loads, link_workers = await lists_store.the_local(tx, now, day_here, LOADS_SHOWN)
    worries = await safety_store.open_notes(tx)
    cared_for = await care_store.supervision_of(tx, [each.link_worker_id for each in loads])
    zone = here.zone
    return {
        "today": day_here,
        "supervision_on": {worker: known.next_on(zone) for worker, known in cared_for.items()},
        "worries": worries[:MOST_WORRIES],
        "needed": safety.NEEDED,
        "more_worries": max(0, len(worries) - MOST_WORRIES),
        "stages": [(stage, STAGES[stage], counts.get(stage, 0)) for stage in OPEN_STAGES],
        "total": sum(counts.get(stage, 0) for stage in OPEN_STAGES),
        "lists": await lists_store.waiting_counts(tx, None),
        "longest": {
            which: await lists_store.listed(tx, None, which, now, day_here, 0, LONGEST_SHOWN)
            for which in ("waiting", "quiet")
        },
        "quiet": counts.get("quiet", 0),
        "waited": await lists_store.waited(tx, now - CLOCKS_OVER),
        "clock_days": CLOCKS_OVER.days,
        "patience": day.PATIENCE_DAYS,
        "loads": loads,
        "more_loads": link_workers - len(loads),
        "workers": staff_names(here),
    }


@router.get("/journey/people")
async def my_people(
    request: Request, here: ContextDep, user: LinkWorker, stage: str = "", worker: str = ""
) -> Response:
    """GET /journey/people: the list of people, a page at a time, by stage or by what they wait for."""
    now, names = here.now(), NAMES
    which = stage if stage in names else ""
    of = _of_whom(user, worker)
    async with here.db.snapshot() as tx:
        stages, waiting = (
            await lists_store.stage_counts(tx, of, now, here.today()),
            await lists_store.waiting_counts(tx, of),
        )
        counts = {which: 0} | stages | waiting
        everybody = sum(counts.get(stage, 0) for stage in OPEN_STAGES)
        page = paging(request, counts[which] if which else everybody)
        people = await lists_store.listed(tx, of, which, now, here.today(), page.offset, page.size)
    workers = staff_names(here)
    return render(
        request,
        "journey/people.html",
        people=people,
        page=page,
        stage=which,
        stages=names,
        filters_shown=[
            ("", "Everybody", everybody),
            *((name, words, counts[name]) for name, words in names.items() if counts.get(name) or name == which),
        ],
        workers=workers if user.may("see_everybody") else {},
        of=workers.get(of, "somebody who has left") if user.may("see_everybody") and of else None,
    )


def _of_whom(user: User, worker: str) -> UUID | None:
    """One's own people; for the Lead everybody's, or those of the link worker the address names."""
    if not user.may("see_everybody"):
        return user.id
    try:
        return UUID(worker)
    except ValueError:
        return None


@router.get("/journey/keys")
async def keys(request: Request, user: LinkWorker) -> Response:
    """GET /journey/keys: the single-key shortcuts, and where they are switched off."""
    return render(request, "journey/keys.html")
