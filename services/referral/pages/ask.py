"""Asking for support, one question after another."""

from fastapi import APIRouter, Request, Response

from services.referral import commands
from shared.web import forms
from shared.web.rendering import ContextDep, redirect

from . import after
from .forms import STEPS, AskForm, StepForm
from .walk import Walk

pages = APIRouter(include_in_schema=False)
WALK = Walk("referral/ask", StepForm, STEPS)


@pages.get("/ask")
async def begin(request: Request, here: ContextDep) -> Response:
    """GET /ask: the first page of asking for support, with nothing filled in."""
    return WALK.begin(request, here)


@pages.post("/ask")
async def next_step(request: Request, here: ContextDep) -> Response:
    """POST /ask: one question's page on or back."""
    return await WALK.onwards(request, here)


@pages.post("/ask/send")
async def send(request: Request, here: ContextDep) -> Response:
    """POST /ask/send: records the referral; what is wrong is shown on the page that asks it."""
    form = await forms.read(request, AskForm)
    if wish := form.wish:
        with form.refusals():
            outcome = await commands.receive(here, wish.command_id, wish, "self", None)
            return redirect(after.sent("ask", wish.command_id, outcome))
    return WALK.refused(request, here, form)
