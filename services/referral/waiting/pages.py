"""Changing why somebody waits, and when to ask them again."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AfterValidator, Field

from services.referral import store
from services.referral.domain import contact as texts
from services.referral.store.recording import record
from shared.context.service_context import ServiceContext
from shared.persistence import access_log
from shared.web import forms
from shared.web.access import May
from shared.web.forms import BoundForm, ErrorMessage, Form
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from . import rules
from .rules import Waitlisted, WaitReason
from .store import before

pages = APIRouter(include_in_schema=False)
Intake = Annotated[User, Depends(May("accept_referrals"))]
REASONS = {
    "no_capacity": "No link worker has room just now",
    "asked_to_wait": "They asked to wait",
    "right_worker_not_free": "The link worker who suits them is not free yet",
}


class ChangeWaitingForm(Form):
    """Why somebody waits and when to ask them again. `waiting_changes`: as the page showed it."""

    reason: Annotated[WaitReason, ErrorMessage("Choose why they wait")]
    ask_again_on: Annotated[date | None, ErrorMessage("Write a day like 1/6/2026, or leave it empty")] = None
    note: Annotated[str, Field(max_length=1000), AfterValidator(texts.words)] | None = None
    waiting_changes: Annotated[
        int, Field(ge=0, le=9999), ErrorMessage("Open this page again: it did not say what it showed")
    ]


@pages.get("/referral/{referral_id:uuid}/waiting")
async def show(request: Request, referral_id: UUID, user: Intake, here: ContextDep) -> Response:
    """GET /referral/{referral_id}/waiting: why they wait and when to ask again, to change; and what stood before."""
    return await _page(request, referral_id, user, here, None)


@pages.post("/referral/{referral_id:uuid}/waiting")
async def change(request: Request, referral_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/{referral_id}/waiting: changes it."""
    form = await forms.read(request, ChangeWaitingForm)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    kept = await store.referral(tx, referral_id, lock=True)
                    one = Waitlisted(kept.id, kept.participant_id, kept.state == "waitlisted", kept.waiting_changes)
                    fact = rules.change(
                        one, wish.command_id, wish.reason, wish.ask_again_on, wish.note, wish.waiting_changes, user.id,
                        here.today(), here.now(),
                    )  # fmt: skip
                    await record(tx, fact)
            return redirect(f"/referral/{referral_id}", says="Changed. What stood before stays on file.")
    return await _page(request, referral_id, user, here, form)


async def _page(
    request: Request, referral_id: UUID, user: User, here: ServiceContext, form: BoundForm[ChangeWaitingForm] | None
) -> Response:
    async with here.db.transaction() as tx:
        kept = await store.referral(tx, referral_id)
        card = await store.card(tx, kept.participant_id)
        stood = await before(tx, referral_id)
        await access_log.looked(tx, user, kept.participant_id, "referral", here.now())
    form = form or forms.filled(
        ChangeWaitingForm,
        {"reason": kept.waiting_because, "ask_again_on": kept.ask_again_on, "waiting_changes": kept.waiting_changes},
    )
    return render(
        request, "referral/waiting.html", form.status, form=form, kept=kept, card=card, stood=stood, reasons=REASONS,
        staff={person.id: person.name for person in here.settings.staff},
    )  # fmt: skip
