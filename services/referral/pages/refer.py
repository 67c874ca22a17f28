"""Referring somebody else, with their agreement. Who works at the desk writes down here who rang or came by."""

from fastapi import APIRouter, Request, Response

from services.referral import commands
from shared.kernel.refusal import Refused
from shared.web import forms
from shared.web.forms import BoundForm
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import visit_of

from . import words
from .forms import ReferForm

pages = APIRouter(include_in_schema=False)


@pages.get("/refer")
async def refer_somebody(request: Request) -> Response:
    """GET /refer: the blank form that refers somebody else; intake and lead see the desk's."""
    form = forms.blank(ReferForm)
    form.typed.pop("safe_to_contact")  # nothing is ticked for them
    return _page(request, form)


@pages.post("/refer")
async def send(request: Request, here: ContextDep) -> Response:
    """POST /refer: records the referral; from the desk one goes on to it, anybody else is thanked."""
    form = await forms.read(request, ReferForm)
    if wish := form.wish:
        with form.refusals():
            _check_who(wish, at_the_desk=_at_the_desk(request))
            outcome = await commands.receive(here, wish.command_id, wish, wish.source, wish.referred_by)
            return _after(request, wish, outcome)
    return _page(request, form, form.status)


def _check_who(wish: ReferForm, *, at_the_desk: bool) -> None:
    if at_the_desk:
        return
    if wish.source == "self":
        raise Refused("Choose who you are to them. To ask for yourself, use “Ask for support”", field="source")
    if not wish.referrer_name:
        raise Refused("Write your name", field="referrer_name")


def _after(request: Request, wish: ReferForm, outcome: commands.Outcome) -> Response:
    if _at_the_desk(request):
        says = None if outcome == "different" else "Written down. Look at what is open, then decide."
        return redirect(f"/referral/{wish.command_id}", says=says)
    return redirect("/refer/already" if outcome == "different" else "/refer/thanks")


def _at_the_desk(request: Request) -> bool:
    user = visit_of(request).user
    return user is not None and user.may("accept_referrals")


def _page(request: Request, form: BoundForm[ReferForm], status: int = 200) -> Response:
    desk = _at_the_desk(request)
    template = "referral/refer_desk.html" if desk else "referral/refer.html"
    sources = (words.BY_THEMSELVES, *words.REFERRERS) if desk else words.REFERRERS
    return render(request, template, status, form=form, sources=sources, words=words)
