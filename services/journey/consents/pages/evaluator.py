"""Who may be contacted by the evaluator: for the Lead, who hands it on when they ask."""

from typing import Annotated

from fastapi import Depends, Request, Response

from services.journey.consents import store
from services.journey.core.pages.access import staff_names
from shared.persistence import access_log
from shared.web.access import May
from shared.web.rendering import ContextDep, render
from shared.web.session import User

from .router import router

Lead = Annotated[User, Depends(May("see_everybody"))]


@router.get("/journey/may-be-asked")
async def show_who_may_be_asked(request: Request, here: ContextDep, user: Lead) -> Response:
    """GET /journey/may-be-asked: everybody whose yes to being contacted by the evaluator stands today."""
    async with here.db.transaction() as tx:
        found = await store.may_be_asked(tx)
        for each in found:
            await access_log.looked(tx, user, each.participant_id, "may be asked by the evaluator", here.now())
    return render(request, "journey/may-be-asked.html", found=found, workers=staff_names(here))
