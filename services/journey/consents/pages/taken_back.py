"""Whoever hears on the phone that somebody takes back what they agreed to notes it at once, whoever walks with them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Request, Response
from pydantic import Field

from services.journey.consents import store
from services.journey.consents.rules import consents, wordings
from services.journey.core.store.recording import record
from shared.context.service_context import ServiceContext
from shared.kernel.refusal import Refused
from shared.persistence import access_log
from shared.web import forms
from shared.web.access import May
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from .router import router

Anybody = Annotated[User, Depends(May("note_what_is_taken_back"))]
NOTED = "Noted, from today. Whoever walks with them sees it."


class TakenBackForm(forms.Form):
    """What they take back: each yes by its id."""

    consents: Annotated[list[UUID], ErrorMessage("Tick what they take back.")] = Field(default_factory=list)


@router.get("/journey/for/{participant_id:uuid}/taken-back")
async def show_what_stands(request: Request, participant_id: UUID, here: ContextDep, user: Anybody) -> Response:
    """GET /journey/for/<participant_id>/taken-back: which yes stands, and nothing else about them."""
    return await _shown(request, participant_id, here, user, forms.blank(TakenBackForm))


@router.post("/journey/for/{participant_id:uuid}/taken-back")
async def take_back(request: Request, participant_id: UUID, here: ContextDep, user: Anybody) -> Response:
    """POST /journey/for/<participant_id>/taken-back: end what they take back, on whichever of their journeys."""
    form = await forms.read(request, TakenBackForm)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    found = await store.standing(tx, participant_id)
                    chosen = [one for one in found if one.consent_id in wish.consents]
                    if not chosen:
                        raise Refused("Tick what they take back.", field="consents")
                    for one in chosen:
                        await record(tx, consents.taken_back_to_anybody(one, user.id, here.now()))
            return redirect(request.url.path, NOTED)
    return await _shown(request, participant_id, here, user, form)


async def _shown(request: Request, participant_id: UUID, here: ServiceContext, user: User, form: Any) -> Response:
    async with here.db.transaction() as tx:
        card = await store.card(tx, participant_id)
        stands = await store.standing(tx, participant_id)
        await access_log.looked(tx, user, participant_id, "what they agree to", here.now())
    titles = {purpose: words.title for purpose, words in wordings.wordings().today().items()}
    return render(
        request,
        "journey/taken-back.html",
        status=form.status,
        form=form,
        participant_id=participant_id,
        card=card,
        options=[(one.consent_id, titles[one.purpose], one.recipient or "") for one in stands],
    )
