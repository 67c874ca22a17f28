"""Who we are, for anybody who comes by."""

from fastapi import APIRouter, Request, Response

from shared.kernel import references
from shared.web.rendering import render

from .words import CRISIS_LINES

pages = APIRouter(include_in_schema=False)


@pages.get("/")
async def front(request: Request) -> Response:
    """GET /: who we are, and how to ask for support or refer somebody."""
    return render(request, "referral/front.html", crisis_lines=CRISIS_LINES)


@pages.get("/ask/thanks")
async def thanks(request: Request) -> Response:
    """GET /ask/thanks: what happens next, for somebody who asked for support."""
    return _thanks(request, for_somebody_else=False)


@pages.get("/refer/thanks")
async def thanks_for_referring(request: Request) -> Response:
    """GET /refer/thanks: what happens next, for somebody who referred another person."""
    return _thanks(request, for_somebody_else=True)


def _thanks(request: Request, *, for_somebody_else: bool) -> Response:
    try:
        reference = references.words(references.read(request.query_params.get("reference", "")))
    except ValueError:
        reference = ""
    return render(
        request,
        "referral/thanks.html",
        for_somebody_else=for_somebody_else,
        reference=reference,
        crisis_lines=CRISIS_LINES,
    )


@pages.get("/ask/already")
@pages.get("/refer/already")
async def already(request: Request) -> Response:
    """GET /ask/already and /refer/already: the page was sent again with other words, and the first ones count."""
    return render(request, "referral/already.html")
