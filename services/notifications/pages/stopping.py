"""Where a mail's way to stop leads: one page with one button, and the same address for a mail program's one click.

Whoever holds the link may stop messages and do nothing else. The page says nothing about anybody.
"""

from uuid import UUID

from fastapi import APIRouter, Request, Response
from fastapi.responses import PlainTextResponse

from services.notifications.domain import replies
from services.notifications.store import ledger
from services.notifications.store import replies as answers
from shared.context.service_context import ServiceContext
from shared.web import forms, links
from shared.web.failures import Wrong
from shared.web.rendering import ContextDep, redirect, render

stopping = APIRouter(include_in_schema=False)
ONE_CLICK = b"One-Click"  # RFC 8058: List-Unsubscribe=One-Click, as a form of either kind
MOST_BYTES = 4096


@stopping.get("/stop/{token}")
async def ask(request: Request, token: str, here: ContextDep) -> Response:
    """GET /stop/{token}: one button that stops all messages. Looking changes nothing: mail programs do so."""
    return await _page(request, token, here, forms.blank(forms.ButtonForm))


@stopping.post("/stop/{token}")
async def one_click(request: Request, token: str, here: ContextDep) -> PlainTextResponse:
    """POST /stop/{token}: the one click of a mail program (RFC 8058), which stops all messages.

    It comes without a page, a cookie or an origin, and is not sent on to another page.
    """
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise Wrong(413)
    if ONE_CLICK not in body:
        raise Wrong(422, "Post List-Unsubscribe=One-Click to stop all messages.")
    await _stop(here, token)
    return PlainTextResponse("No more messages will come.\n")


@stopping.post("/stop/{token}/now")
async def stop_now(request: Request, token: str, here: ContextDep) -> Response:
    """POST /stop/{token}/now: the page's button, which stops all messages."""
    form = await forms.read(request, forms.ButtonForm)
    if form.wish is None:
        return await _page(request, token, here, form)
    await _stop(here, token)
    return redirect(f"/stop/{token}")


async def _page(
    request: Request, token: str, here: ServiceContext, form: forms.BoundForm[forms.ButtonForm]
) -> Response:
    async with here.db.snapshot() as tx:
        stopped = await answers.who_is_written_to(tx, _opened(here, token)) is None
    return render(
        request, "notifications/stop.html", form.status, user=None, nav=[], local_name="For you", token=token,
        form=form, stopped=stopped,
    )  # fmt: skip


async def _stop(here: ServiceContext, token: str) -> None:
    """From this moment on nothing more leaves. Twice is once."""
    message_id = _opened(here, token)
    async with here.transaction() as tx:
        if participant_id := await answers.who_is_written_to(tx, message_id, hold=True):
            await ledger.record(tx, replies.stop(participant_id, here.now()))


def _opened(here: ServiceContext, token: str) -> UUID:
    return links.read(here.settings.secret, "stop", token, here.now()).id
