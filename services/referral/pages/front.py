"""Who we are, for anybody who comes by."""

from fastapi import APIRouter, Request, Response

from shared.web.rendering import render

pages = APIRouter(include_in_schema=False)


@pages.get("/")
async def front(request: Request) -> Response:
    return render(request, "referral/front.html")


@pages.get("/ask/thanks")
async def thanks(request: Request) -> Response:
    return render(request, "referral/thanks.html", for_somebody_else=False)


@pages.get("/refer/thanks")
async def thanks_for_referring(request: Request) -> Response:
    return render(request, "referral/thanks.html", for_somebody_else=True)


@pages.get("/ask/already")
@pages.get("/refer/already")
async def already(request: Request) -> Response:
    """The same page sent once more with other words in it: the first one counts, and one knows it."""
    return render(request, "referral/already.html")
