"""Handing over: another link worker walks on with the person, and reads a note before anything else."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response

from services import permissions
from services.journey.core.pages.access import LinkWorker, staff_names
from services.journey.core.pages.looking import their_journey
from services.journey.core.rules.people import Person
from services.journey.form_pages.pages.small import FormContext, FormPage, Words, form_page
from services.journey.lifecycle.rules import handing_over
from services.journey.lifecycle.store import course as course_store
from shared.context.service_context import ServiceContext
from shared.events import Event, JourneyHandedOver
from shared.kernel import staff
from shared.kernel.counts import counted
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.web import forms
from shared.web.access import May
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from .router import router

Lead = Annotated[User, Depends(May("hand_people_over"))]


class HandOverForm(forms.Form):
    """A handover: to which link worker, and a note for them."""

    link_worker_id: Annotated[UUID, ErrorMessage("Choose who walks with them from here.")]
    note: Words | None = None


async def hand_over(asking: FormContext, wish: HandOverForm) -> Event:
    """POST /journey/<id>/handover: hand the person over to another link worker of this Local."""
    here, who = asking.here, {person.id for person in _who_may(asking.here)}
    return handing_over.hand_over(asking.journey, wish.command_id, wish.link_worker_id, wish.note, who, here.now())


def _who_may(here: ServiceContext) -> list[staff.StaffMember]:
    return permissions.link_workers(here.settings.staff, here.settings.delivery_model)


async def who_could(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/handover needs: the other link workers, with how many people each walks with."""
    here: ServiceContext = request.app.state.here
    walking = await course_store.people_by_worker(tx)
    others = [each for each in _who_may(here) if each.id != person.link_worker_id]
    return {
        "workers": [(each.id, each.name, hint(each, walking.get(each.id, 0))) for each in others],
        "names": staff_names(here),
    }


def hint(worker: staff.StaffMember, walking: int) -> str:
    """A line about a link worker: with how many people they walk, languages, lived experience."""
    people = counted(walking, "person", "people") if walking else "nobody yet"
    lived = f" Lived experience: {', '.join(worker.lived_experience)}." if worker.lived_experience else ""
    speaks = f" Speaks {_and(worker.languages)}." if worker.languages else ""
    return f"Walks with {people}.{speaks}{lived}"


def _and(words: Sequence[str]) -> str:
    """English, Vietnamese and Greek"""
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def where_to_go(user: User, event: Event | None, journey_id: UUID) -> str:
    """The page after a handover: the list of people; for the Lead, who else the earlier link worker has."""
    if not user.may("hand_people_over"):
        return "/journey/people"
    earlier = f"/{event.earlier_link_worker_id}" if isinstance(event, JourneyHandedOver) else ""
    return f"/journey/handover{earlier}"


form_page(
    router,
    FormPage(
        "handover",
        "handover",
        HandOverForm,
        hand_over,
        lambda _: "Handed over. Your note stands on top of the person’s page until it has been read.",
        who_could,
        goes=where_to_go,
    ),
)


@router.post("/journey/{journey_id:uuid}/handover/read")
async def note_was_read(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """POST /journey/<id>/handover/read: the handover note has been read and leaves the top of the page."""
    wish = (await forms.read(request, forms.ButtonForm)).granted()
    async with here.once(wish) as tx:
        if tx:
            await their_journey(tx, user, journey_id)
            await course_store.read_handover_note(tx, journey_id, here.now())
    return redirect(f"/journey/{journey_id}", "The note stays in their story.")


@router.get("/journey/handover")
async def show_workers(request: Request, here: ContextDep, user: Lead) -> Response:
    """GET /journey/handover: how many people each link worker walks with, those who have left first."""
    async with here.db.transaction() as tx:
        walking = await course_store.people_by_worker(tx)
    here_now = {person.id: person.name for person in _who_may(here)}
    known = staff_names(here)
    gone = [(each, known.get(each, "Somebody who has left"), walking[each]) for each in walking if each not in here_now]
    rest = [(each, name, walking.get(each, 0)) for each, name in here_now.items()]
    return render(request, "journey/handover-workers.html", gone=gone, workers=sorted(rest, key=lambda row: row[1]))


@router.get("/journey/handover/{link_worker_id:uuid}")
async def show_their_people(request: Request, link_worker_id: UUID, here: ContextDep, user: Lead) -> Response:
    """GET /journey/handover/<link_worker_id>: everybody to hand over from that link worker, for the Lead."""
    async with here.db.transaction() as tx:
        people = await course_store.to_hand_over(tx, link_worker_id)
    names = staff_names(here)
    if not people and link_worker_id not in names:
        raise NotFound(link_worker_id)
    name = names.get(link_worker_id, "somebody who has left")
    return render(request, "journey/handover-people.html", people=people, worker=name)
