"""The way to a community group: how somebody went, settled in, or stopped."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request

from services.journey.core.rules.people import Person
from services.journey.form_pages.pages.small import ActionResult, FormContext, FormPage, action_button, form_page
from services.journey.groups.rules import last_mile
from services.journey.groups.rules.companions import Companion
from services.journey.groups.rules.last_mile import GroupPathway, Reason, Went
from services.journey.groups.store import companions as companions_store
from services.journey.groups.store import last_mile as last_mile_store
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.kernel.refusal import NotFound, Refused
from shared.persistence.database import Transaction
from shared.web import forms
from shared.web.forms import ErrorMessage

from .router import router

ONE = "ways/{activity_id:uuid}"
PART = "#last-mile"


class VisitForm(forms.Form):
    """A visit to an activity: the day, how they went, and which companion went along."""

    visited_on: Annotated[date, ErrorMessage("Write the day they were there.")]
    went: Annotated[Went, ErrorMessage("Choose how they went.")]
    companion_id: UUID | None = None


class StoppedForm(forms.Form):
    """Why the person does not go to an activity any more."""

    reason: Annotated[Reason, ErrorMessage("Choose why. They may also rather not say.")]


def activity_asked(request: Request) -> UUID:
    """The id of the activity that the address names."""
    return UUID(str(request.path_params["activity_id"]))


async def way_now(asking: FormContext) -> GroupPathway:
    """How far the person has come with the activity that the address names."""
    return await last_mile_store.way(asking.tx, asking.journey.participant_id, activity_asked(asking.request))


async def companion_of(asking: FormContext, companion_id: UUID | None) -> Companion | None:
    """One of the person's companions, None for None; Refused where it is nobody of theirs."""
    if companion_id is None:
        return None
    try:
        return await companions_store.companion(asking.tx, asking.journey.id, companion_id)
    except NotFound:
        raise Refused("Choose one of those who go along with them.", field="companion_id") from None


async def note_visit(asking: FormContext, wish: VisitForm) -> Event:
    """POST /journey/<id>/ways/<activity_id>/visit: note how the person went on a day."""
    companion = await companion_of(asking, wish.companion_id)
    return last_mile.note_visit(
        asking.journey, await way_now(asking), wish.command_id, wish.visited_on, wish.went, companion,
        asking.here.today(), asking.here.now(),
    )  # fmt: skip


async def stop_going(asking: FormContext, wish: StoppedForm) -> Event:
    """POST /journey/<id>/ways/<activity_id>/stopped: note that the person does not go there any more."""
    return last_mile.stop(asking.journey, await way_now(asking), wish.command_id, wish.reason, asking.here.now())


async def the_way(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What a page about one activity needs: `way`, how far the person has come, and `stop_reasons`."""
    found = await last_mile_store.way(tx, person.participant_id, activity_asked(request))
    return {"way": found, "stop_reasons": list(last_mile.REASONS.items())}


async def how_they_went(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/ways/<activity_id>/visit needs: who may go along, how one goes, and today's date."""
    more = dict(await the_way(tx, person, request))
    go_along = [each for each in await companions_store.companions(tx, person.journey_id) if each.ended_at is None]
    more |= {"go_along": [(each.id, each.name) for each in go_along], "hows": list(last_mile.WENT.items())}
    if request.method == "GET":
        more["form"] = forms.filled(VisitForm, {"visited_on": request.app.state.here.today()})
    return more


async def section(tx: Transaction, person: Person, here: ServiceContext) -> dict[str, Any]:
    """What the person's page shows of the way to others."""
    return {
        "ways": await last_mile_store.ways(tx, person.participant_id),
        "companions": await companions_store.companions(tx, person.journey_id),
        "enough_visits": last_mile.FIRST_VISITS,
        "today": here.today(),
    }


def after_stop(event: Any) -> str:
    """What is said after it was noted that somebody stopped going."""
    return "Noted. Not every place fits; you can look for another one together."


form_page(router,
    FormPage(f"{ONE}/visit", "visit", VisitForm, note_visit, lambda _: "Noted. It is in their story.", how_they_went,
         part=PART)
)  # fmt: skip
form_page(router, FormPage(f"{ONE}/stopped", "stopped", StoppedForm, stop_going, after_stop, the_way, part=PART))


async def settle_in(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/ways/<activity_id>/settled: note that the person has settled in there."""
    settled = last_mile.settle(asking.journey, await way_now(asking), asking.command_id, asking.here.now())
    return ActionResult(settled, "They belong there now. This is what the work is for.")


action_button(router, f"{ONE}/settled", settle_in, part=PART)
