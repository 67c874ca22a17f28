"""Who we are, for anybody who comes by."""

from fastapi import APIRouter, Request, Response

from shared.web.rendering import render

pages = APIRouter(include_in_schema=False)


@pages.get("/")
async def front(request: Request) -> Response:
    """GET /: who we are, and how to ask for support or refer somebody."""
    return render(request, "referral/front.html")


@pages.get("/ask/thanks")
async def thanks(request: Request) -> Response:
    """GET /ask/thanks: what happens next, for somebody who asked for support."""
    return render(request, "referral/thanks.html", for_somebody_else=False)


@pages.get("/refer/thanks")
async def thanks_for_referring(request: Request) -> Response:
    """GET /refer/thanks: what happens next, for somebody who referred another person."""
    return render(request, "referral/thanks.html", for_somebody_else=True)


@pages.get("/ask/already")
@pages.get("/refer/already")
async def already(request: Request) -> Response:
    """GET /ask/already and /refer/already: the page was sent again with other words, and the first ones count."""
    return render(request, "referral/already.html")
