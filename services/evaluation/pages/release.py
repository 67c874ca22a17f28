"""One page for lead and operator: how many agreed, and what is let out. Nothing about anybody."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from services.evaluation import store
from services.evaluation.domain import release
from services.evaluation.domain.released import released
from shared.rules.instruments import library
from shared.web.access import May
from shared.web.rendering import ContextDep, render
from shared.web.session import User

pages = APIRouter(include_in_schema=False)
Trusted = Annotated[User, Depends(May("see_what_leaves"))]


@pages.get("/evaluation")
async def what_is_let_out(request: Request, _: Trusted, here: ContextDep) -> Response:
    """GET /evaluation: how many people agreed to the evaluation, and the whole list of what may leave."""
    async with here.db.snapshot() as tx:
        counts = await store.counts(tx)
    known = library(here.settings.instruments)
    return render(
        request,
        "evaluation/release.html",
        counts=counts,
        let_out=release.IN_WORDS,
        instruments=[known.called(code) for code in sorted(released(here.settings.measure_plan))],
    )
