"""The links that were sent to the person, and how they are switched off."""

from uuid import UUID

from fastapi import Request, Response

from services.journey.consents import store
from services.journey.core.pages.access import LinkWorker
from services.journey.core.pages.looking import looked_at, their_journey
from shared.persistence import access_log
from shared.web import forms
from shared.web.rendering import ContextDep, redirect, render

from .router import router


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
