"""Referring somebody else, with their agreement, one question after another. The desk has a page of its own."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.referral import commands
from services.referral.asking.pages import letters
from services.referral.asking.rules.letters import FIELD as LETTER
from services.referral.domain import referrers
from shared.kernel.refusal import Refused
from shared.web import uploads
from shared.web.forms import BoundForm
from shared.web.rendering import ContextDep, redirect
from shared.web.session import visit_of

from . import after, desk
from .forms import REFER_STEPS, ReferForm, ReferStepForm
from .walk import Walk

pages = APIRouter(include_in_schema=False)


def _check(form: BoundForm[Any], step: str) -> None:
    if step == "source":
        _check_who(form.value("source"))
    elif step == "you":
        _check_referrer(
            form.value("referrer_name").strip(),
            form.value("wants_to_hear") == "yes",
            bool(form.value("referrer_email").strip() or form.value("referrer_phone").strip()),
        )


WALK = Walk("referral/refer", ReferStepForm, REFER_STEPS, _check, last=("send",), before=1)


@pages.get("/refer")
async def refer_somebody(request: Request, here: ContextDep, draft: UUID | None = None) -> Response:
    """GET /refer: the first page of referring somebody else; intake and lead see the desk's, or what they began."""
    if not _at_the_desk(request):
        return WALK.begin(request, here)
    return await desk.begin(request, here, draft)


@pages.post("/refer/next")
async def next_step(request: Request, here: ContextDep) -> Response:
    """POST /refer/next: one question's page on or back."""
    return await WALK.onwards(request, here)


@pages.post("/refer")
async def send(request: Request, here: ContextDep) -> Response:
    """POST /refer: records the referral and thanks. From the desk it may be looked up or kept first; then one goes on
    to it."""
    if _at_the_desk(request):
        return await desk.send(request, here)
    form, file = await uploads.read_beside(request, ReferForm, file=LETTER, most=letters.MOST_SENT)
    if wish := form.wish:
        with form.refusals():
            letter = await letters.read(file) if file is not None else None
            _check_who(wish.source)
            _check_referrer(wish.referrer_name, wish.wants_to_hear == "yes", wish.can_be_told)
            outcome = await commands.receive(here, wish.command_id, wish, wish.source, wish.referrer, letter)
            return redirect(after.sent("refer", wish.command_id, outcome))
    return WALK.refused(request, here, form)


def _check_who(source: str) -> None:
    if source == "self":
        raise Refused("Choose who you are to them. To ask for yourself, use “Ask for support”", field="source")


def _check_referrer(name: str | None, wants_to_hear: bool, can_be_told: bool) -> None:
    if not name:
        raise Refused(referrers.REFERRER_NEEDED, field="referrer_name")
    if wants_to_hear and not can_be_told:
        raise Refused(referrers.WAY_NEEDED, field="referrer_email")


def _at_the_desk(request: Request) -> bool:
    user = visit_of(request).user
    return user is not None and user.may("accept_referrals")
