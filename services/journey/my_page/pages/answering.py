"""The page a participant opens from a message, without login: how are you going?

Whoever holds the link sees nothing about anybody: no name, no service's news, nothing said before. A link that ended,
was switched off or never existed gives one and the same page.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from services.journey.check_ins.rules import check_ins
from services.journey.check_ins.rules.check_ins import CheckIn
from services.journey.check_ins.store import check_ins as check_ins_store
from services.journey.consents import store as consents_store
from services.journey.consents.rules import consents
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.people import Feeling
from services.journey.core.store.recording import record
from services.journey.measures.pages.sheets import offer
from shared.context.service_context import ServiceContext
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.web import forms, limits, links
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, redirect, render

me = APIRouter(include_in_schema=False, dependencies=[Depends(limits.by_link("me"))])


class AnswerForm(forms.Form):
    """The answer to a check-in: how they are going, words, and whether they would like a call."""

    feeling: Annotated[Feeling, ErrorMessage("Tap one of the three faces.")]
    words: Annotated[str, Field(max_length=1000)] | None = None
    please_call: bool = False


async def opened(tx: Transaction, here: ServiceContext, token: str) -> tuple[Journey, CheckIn]:
    """The journey and check-in a link names; NotFound if wrong, too old, switched off or of a closed journey."""
    try:
        link = links.read(here.settings.secret, "me", token, here.now())
    except (links.LinkWrong, links.LinkExpired):
        raise NotFound(token) from None
    journey, check_in = await check_ins_store.check_in_to_answer(tx, link.id)
    if journey.link_version != link.version or journey.closed_at is not None:
        raise NotFound(token)
    return journey, check_in


def ended(request: Request) -> Response:
    """The page of a link that opens nothing any more (404)."""
    return page_for(request, "journey/me-ended.html", 404)


def page_for(request: Request, template: str, status: int = 200, **context: Any) -> Response:
    """Render a page for a participant: no login, no navigation."""
    return render(request, template, status, user=None, nav=[], local_name="For you", **context)


@me.get("/me/{token}")
async def ask(request: Request, token: str, here: ContextDep) -> Response:
    """GET /me/<token>: asks how the person is going, or thanks them where they have answered."""
    try:
        async with here.db.transaction() as tx:
            journey, check_in = await opened(tx, here, token)
            more = None if check_in.answered_at is None else await offer(tx, here, journey)
    except NotFound:
        return ended(request)
    if check_in.answered_at is not None:
        return page_for(request, "journey/me-thanks.html", token=token, stopped=False, offer=more)
    return page_for(request, "journey/me.html", token=token, form=forms.blank(AnswerForm))


@me.post("/me/{token}")
async def answer(request: Request, token: str, here: ContextDep) -> Response:
    """POST /me/<token>: keep the answer to a check-in; 409 where there is one already."""
    form = await forms.read(request, AnswerForm)
    try:
        if wish := form.wish:
            with form.refusals():
                async with here.once(wish) as tx:
                    added = tx is None or await _add(tx, here, token, wish)
                if added:
                    return redirect(f"/me/{token}/thanks")
                return page_for(
                    request, "journey/me-thanks.html", 409, token=token, stopped=False, offer=None, too_late=True
                )
        async with here.db.transaction() as tx:
            await opened(tx, here, token)
    except NotFound:
        return ended(request)
    return page_for(request, "journey/me.html", form.status, token=token, form=form)


async def _add(tx: Transaction, here: ServiceContext, token: str, wish: AnswerForm) -> bool:
    """Whether it was the first answer. Of a later one it is only said that there was one before, never what it was."""
    journey, check_in = await opened(tx, here, token)
    said = check_ins.answer(journey, check_in, wish.feeling, wish.please_call, wish.words, here.now())
    if said:
        await record(tx, said)
    return said is not None


@me.get("/me/{token}/thanks")
async def thank(request: Request, token: str, here: ContextDep) -> Response:
    """GET /me/<token>/thanks: thanks for the answer, and a questionnaire to go on with where one is due."""
    return await _afterwards(request, token, here, stopped=False)


@me.post("/me/{token}/stop")
async def stop(request: Request, token: str, here: ContextDep) -> Response:
    """POST /me/<token>/stop: no more messages, from this moment on."""
    form = await forms.read(request, forms.ButtonForm)
    try:
        async with here.transaction() as tx:
            journey, _ = await opened(tx, here, token)
            if form.wish and not await consents_store.messages_stopped(tx, journey.id):
                await record(tx, consents.stop_messages(journey, form.wish.command_id, here.now()))
    except NotFound:
        return ended(request)
    if form.wish is None:
        sheet = forms.blank(AnswerForm)
        sheet.errors = form.errors
        return page_for(request, "journey/me.html", form.status, token=token, form=sheet)
    return redirect(f"/me/{token}/stopped")


@me.get("/me/{token}/stopped")
async def confirm_stop(request: Request, token: str, here: ContextDep) -> Response:
    """GET /me/<token>/stopped: says that no more messages come, if the person has stopped them."""
    return await _afterwards(request, token, here, stopped=True)


async def _afterwards(request: Request, token: str, here: ServiceContext, *, stopped: bool) -> Response:
    try:
        async with here.db.transaction() as tx:
            journey, check_in = await opened(tx, here, token)
            stopped = stopped and await consents_store.messages_stopped(tx, journey.id)
            more = None if stopped or check_in.answered_at is None else await offer(tx, here, journey)
    except NotFound:
        return ended(request)
    return page_for(request, "journey/me-thanks.html", token=token, stopped=stopped, offer=more)
