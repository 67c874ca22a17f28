"""What the person agrees to, and the links they hold."""

from collections.abc import Callable
from typing import Annotated, Any, TypeVar
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.journey.core.pages.access import LinkWorker
from services.journey.core.pages.looking import looked_at, their_journey
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.people import Person
from services.journey.core.store.recording import record
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.events.journey import Purpose
from shared.persistence import access_log
from shared.persistence.database import Transaction
from shared.web import forms
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from . import rules as consents
from . import store
from .rules import METHODS, WORDINGS

router = APIRouter(include_in_schema=False)

Which = Annotated[Purpose, ErrorMessage("Choose what this is about.")]


class WithdrawForm(forms.Form):
    """The purpose for which the consent is taken back."""

    purpose: Which


class GiveForm(WithdrawForm):
    """A consent: to which purpose, and how the person said yes."""

    method: Annotated[consents.Method, ErrorMessage("Choose how they said yes.")]


Wish = TypeVar("Wish", bound=WithdrawForm)


async def section(tx: Transaction, person: Person, here: ServiceContext) -> dict[str, Any]:
    """What the person's page shows of what they agree to."""
    return {"consents": await store.consents(tx, person.journey_id), "wordings": WORDINGS}


@router.get("/journey/{journey_id:uuid}/consents")
async def show_consents(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/<id>/consents: each purpose in its wording, and whether the person agrees to it."""
    return await _show(request, journey_id, here, user, None)


@router.post("/journey/{journey_id:uuid}/consents/give")
async def give_consent(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """POST /journey/<id>/consents/give: record the person's consent to one purpose."""

    def decide(journey: Journey, wish: GiveForm) -> Event:
        return consents.give(journey, wish.command_id, wish.purpose, wish.method, here.now())

    says = "They agreed to {}. They can change their mind at any time."
    return await _carry_out(request, journey_id, here, user, GiveForm, decide, says)


@router.post("/journey/{journey_id:uuid}/consents/withdraw")
async def withdraw_consent(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """POST /journey/<id>/consents/withdraw: record that the person takes back their consent to one purpose."""

    def decide(journey: Journey, wish: WithdrawForm) -> Event:
        return consents.withdraw(journey, wish.purpose, here.now())

    says = "Taken back: {} ends today. Thank them for telling you."
    return await _carry_out(request, journey_id, here, user, WithdrawForm, decide, says)


async def _carry_out(
    request: Request, journey_id: UUID, here: ServiceContext, user: User, model: type[Wish],
    decide: Callable[[Journey, Wish], Event], says: str,
) -> Response:  # fmt: skip
    """What they said of one purpose, recorded once. `says`: said then, with the purpose in it."""
    form = await forms.read(request, model)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await record(tx, decide(await their_journey(tx, user, journey_id), wish))
            return redirect(f"/journey/{journey_id}/consents", says.format(WORDINGS[wish.purpose].short))
    return await _show(request, journey_id, here, user, form)


async def _show(request: Request, journey_id: UUID, here: ServiceContext, user: User, refused: Any) -> Response:
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "consents")
        said = await store.consents(tx, journey_id)
    sheets = {purpose: forms.blank(GiveForm, prefix=f"{purpose}-") for purpose in WORDINGS}
    if refused and refused.model is GiveForm and refused.value("purpose") in sheets:
        refused.prefix = f"{refused.value('purpose')}-"
        sheets[refused.value("purpose")] = refused
    return render(
        request,
        "journey/consents.html",
        status=refused.status if refused else 200,
        person=person,
        said_before=said,
        sheets=sheets,
        refused=refused,
        wordings=WORDINGS,
        methods=list(METHODS.items()),
        month_of=consents.month_of,
    )


@router.get("/journey/{journey_id:uuid}/links")
async def show_links(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/<id>/links: where the links that were sent to the person can be switched off."""
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "links")
    return render(request, "journey/links.html", person=person)


@router.post("/journey/{journey_id:uuid}/links/revoke")
async def revoke_links(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """POST /journey/<id>/links/revoke: switch off every link sent to the person so far."""
    wish = (await forms.read(request, forms.ButtonForm)).granted()
    async with here.once(wish) as tx:
        if tx:
            journey = await their_journey(tx, user, journey_id)
            await store.revoke_links(tx, journey_id, here.now())
            await access_log.looked(tx, user, journey.participant_id, "links revoked", here.now())
    return redirect(f"/journey/{journey_id}", "Every link sent so far is switched off. A new message brings a new one.")
