"""The pages of care: a link worker's own, and the lead's look at how the work is shared."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from services import permissions
from services.practice import store
from services.practice.domain import supervision
from services.practice.domain.load import balance
from services.practice.store import Care
from shared.context.service_context import ServiceContext
from shared.kernel.days import moment_of
from shared.kernel.refusal import NotFound
from shared.kernel.staff import StaffMember
from shared.persistence.database import Transaction
from shared.rules import workload
from shared.rules.workload import Workload
from shared.web import forms, wholes
from shared.web.access import May
from shared.web.forms import BoundForm, ErrorMessage
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

MOST_SHOWN = 12

pages = APIRouter(include_in_schema=False)
Somebody = Annotated[User, Depends(May("see_care"))]


class SupervisionForm(forms.Form):
    """The form that notes a supervision: day, kind, minutes, a note if any, and the next day if planned."""

    held_on: Annotated[date, ErrorMessage("Write the day you met, like 27/3/2026")]
    kind: Annotated[supervision.Kind, ErrorMessage("Choose what kind of supervision it was")]
    minutes: Annotated[int, Field(ge=5, le=480), ErrorMessage("Write the minutes as a number from 5 to 480, like 60")]
    note: Annotated[str, Field(max_length=4000)] | None = None
    next_on: Annotated[date, ErrorMessage("Write a day like 27/3/2026, or leave it empty")] | None = None


class NextForm(wholes.Whole):
    """The form that plans the day of a link worker's next supervision."""

    next_on: Annotated[date, ErrorMessage("Write the day you will meet, like 27/3/2026")]


@dataclass(frozen=True)
class WorkerOverview:
    """One link worker as the lead sees them."""

    person: StaffMember
    load: Workload
    care: Care
    long_ago: bool


@pages.get("/practice")
async def front(request: Request, user: Somebody, here: ContextDep) -> Response:
    """GET /practice: for the lead, every link worker's caseload and supervision; for a link worker, their own page."""
    if not user.may("look_after_link_workers"):
        return await _page_of(request, here, user, user.id)
    people = permissions.link_workers(here.settings.staff, here.settings.delivery_model)
    ids = [person.id for person in people]
    async with here.db.snapshot() as tx:
        loads, care = await store.loads(tx, ids, here.now()), await store.care(tx, ids, here.zone)
    workers = [
        WorkerOverview(person, carried, care[person.id], _long_ago(care[person.id], here.now()))
        for person, carried in zip(people, loads, strict=True)
    ]
    return render(
        request,
        "practice/balance.html",
        workers=sorted(workers, key=lambda one: -one.load.weight),
        sentence=balance(loads),
        how_full=workload.how_full,
    )


@pages.get("/practice/workers/{link_worker_id}")
async def one(request: Request, link_worker_id: UUID, user: Somebody, here: ContextDep) -> Response:
    """GET /practice/workers/{link_worker_id}: one link worker's week, their supervisions and the next one planned."""
    return await _page_of(request, here, user, link_worker_id)


@pages.post("/practice/workers/{link_worker_id}/supervision")
async def hold(request: Request, link_worker_id: UUID, user: Somebody, here: ContextDep) -> Response:
    """POST /practice/workers/{link_worker_id}/supervision: note that a supervision was held, and plan the next."""
    _person(here, user, link_worker_id)
    form = await forms.read(request, SupervisionForm)
    if wish := form.wish:
        with form.refusals():
            supervision.may_note(wish.kind, wish.note, user.id == link_worker_id)
            now, today = here.now(), here.today()
            held_at = moment_of(None if wish.held_on == today else wish.held_on, now, here.zone)
            held = supervision.hold(wish.command_id, link_worker_id, wish.kind, wish.minutes, wish.note, held_at, now)
            async with here.once(wish) as tx:
                if tx:
                    await store.record(tx, held)
                    if wish.next_on:
                        await _plan(tx, here, link_worker_id, wish.next_on)
            return redirect(_home(user, link_worker_id), says=supervision.who_reads(wish.kind, wish.note))
    return await _page_of(request, here, user, link_worker_id, held=form)


@pages.post("/practice/workers/{link_worker_id}/supervision/{supervision_id}/take-back")
async def take_back(
    request: Request, link_worker_id: UUID, supervision_id: UUID, user: Somebody, here: ContextDep
) -> Response:
    """POST /practice/workers/{link_worker_id}/supervision/{supervision_id}/take-back: it was not held."""
    _person(here, user, link_worker_id)
    wish = (await forms.read(request, forms.Form)).granted()
    async with here.once(wish) as tx:
        if tx:
            noted = await store.supervision(tx, link_worker_id, supervision_id)
            await store.record(tx, supervision.take_back(noted, user.id == link_worker_id, here.now()))
    says = "Taken back. It does not count, and what was noted with it is gone."
    return redirect(_home(user, link_worker_id), says=says)


@pages.post("/practice/workers/{link_worker_id}/next")
async def plan(request: Request, link_worker_id: UUID, user: Somebody, here: ContextDep) -> Response:
    """POST /practice/workers/{link_worker_id}/next: plan the day of the next supervision."""
    _person(here, user, link_worker_id)
    form = await forms.read(request, NextForm, prefix="plan-")
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    care = (await store.care(tx, [link_worker_id], here.zone))[link_worker_id]
                    wholes.must_be_as_it_began(form, {"next_on": care.next_on})
                    await _plan(tx, here, link_worker_id, wish.next_on)
            return redirect(_home(user, link_worker_id), says="Noted. It stands on both your pages.")
    return await _page_of(request, here, user, link_worker_id, planned=form)


async def _plan(tx: Transaction, here: ServiceContext, link_worker_id: UUID, next_on: date) -> None:
    last_at = (await store.care(tx, [link_worker_id], here.zone))[link_worker_id].last_at
    last_on = here.day_of(last_at) if last_at else None
    await store.record(tx, supervision.plan(link_worker_id, next_on, last_on, here.today(), here.now()))


async def _page_of(
    request: Request,
    here: ServiceContext,
    user: User,
    link_worker_id: UUID,
    held: BoundForm[Any] | None = None,
    planned: BoundForm[Any] | None = None,
) -> Response:
    person, now = _person(here, user, link_worker_id), here.now()
    async with here.db.snapshot() as tx:
        [carried] = await store.loads(tx, [link_worker_id], now)
        care = (await store.care(tx, [link_worker_id], here.zone))[link_worker_id]
        readable = supervision.readable(user.id == link_worker_id)
        held_before = await store.supervisions(tx, link_worker_id, MOST_SHOWN, readable)
    if planned:
        wholes.show_newer(planned, {"next_on": care.next_on})
    else:
        planned = forms.blank(NextForm, prefix="plan-")
        wholes.begin(planned, {"next_on": care.next_on})
    return render(
        request,
        "practice/worker.html",
        status=max(form.status for form in (held, planned) if form),
        person=person,
        mine=user.id == link_worker_id,
        load=carried,
        sentence=workload.in_a_sentence(carried),
        care=care,
        overdue=care.next_on is not None and care.next_on < here.today(),
        long_ago=_long_ago(care, now),
        supervisions=held_before,
        readable=readable,
        kinds=supervision.KINDS,
        held=held or forms.blank(SupervisionForm),
        planned=planned,
    )


def _person(here: ServiceContext, user: User, link_worker_id: UUID) -> StaffMember:
    """The link worker, if this is their own page or the lead looks; else there is nothing here."""
    people: dict[UUID, StaffMember] = {
        person.id: person for person in permissions.link_workers(here.settings.staff, here.settings.delivery_model)
    }
    if link_worker_id not in people or (not user.may("look_after_link_workers") and user.id != link_worker_id):
        raise NotFound(link_worker_id)
    return people[link_worker_id]


def _home(user: User, link_worker_id: UUID) -> str:
    return "/practice" if user.id == link_worker_id else f"/practice/workers/{link_worker_id}"


def _long_ago(care: Care, now: datetime) -> bool:
    return supervision.long_ago(care.last_at, care.since, now)
