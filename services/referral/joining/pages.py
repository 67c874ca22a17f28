"""Joined people: who is here under more than one record, since when, by whom and why; and parting them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.referral.domain.asking import Note
from shared.web import forms
from shared.web.access import May
from shared.web.forms import BoundForm, Form
from shared.web.rendering import ContextDep, paging, redirect, render
from shared.web.session import User

from . import commands, store

pages = APIRouter(include_in_schema=False)
Intake = Annotated[User, Depends(May("accept_referrals"))]
PARTED = "Parted. Each record stands for itself again, as it did before; what was answered stays on both pages."
MOST = 50


class PartForm(Form):
    """The form that parts two records which are not one person's after all."""

    note: Note | None = None


@pages.get("/referral/joined")
async def joined(request: Request, user: Intake, here: ContextDep) -> Response:
    """GET /referral/joined: people who are here under more than one record, and those who were parted again."""
    return await _page(request, here, None, None)


@pages.post("/referral/joined/{joining_id:uuid}/part")
async def part(request: Request, joining_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/joined/{joining_id}/part: parts two records; refused if somebody was quicker."""
    form = await forms.read(request, PartForm, prefix=_prefix(joining_id))
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await commands.part(tx, joining_id, user.id, here.now(), wish.note)
            return redirect("/referral/joined", says=PARTED)
    return await _page(request, here, joining_id, form)


def _prefix(joining_id: UUID) -> str:
    return f"part-{str(joining_id)[:8]}-"


async def _page(request: Request, here: ContextDep, sent: UUID | None, form: BoundForm[PartForm] | None) -> Response:
    async with here.db.snapshot() as tx:
        page = paging(request, await store.number_joined(tx), size=MOST)
        pairs = await store.joined_pairs(tx, page.size, page.offset)
    sheets = {pair.joining_id: forms.blank(PartForm, _prefix(pair.joining_id)) for pair in pairs}
    if form and sent in sheets:
        sheets[sent] = form
    return render(
        request,
        "referral/joined.html",
        form.status if form else 200,
        pairs=pairs,
        sheets=sheets,
        sent=form,
        page=page,
        names={person.id: person.name for person in here.settings.staff},
    )
