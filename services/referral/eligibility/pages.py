"""The list of places by which this Local tells whom it is for, for whoever answers the door to see."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from shared.web.access import May
from shared.web.rendering import ContextDep, render
from shared.web.session import User

from .store import places

pages = APIRouter(include_in_schema=False)
Intake = Annotated[User, Depends(May("accept_referrals"))]


@pages.get("/referral/area")
async def area(request: Request, user: Intake, here: ContextDep) -> Response:
    """GET /referral/area: the places in this Local's area, those that lie in it only in part, and all other Locals."""
    known = places(here.settings.areas)
    around = known.around(here.local)
    ours = known.locals.get(here.local)
    return render(
        request, "referral/area.html", whole=[one for one in around if known.local_of([one]) == here.local],
        partly=[one for one in around if known.local_of([one]) != here.local], ours=ours,
        others=[one for one in known.locals.values() if one is not ours], own=here.settings.areas is not None,
    )  # fmt: skip
