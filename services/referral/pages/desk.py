"""Somebody rang or came by: written down while they talk, looked up on the way, kept where the talk breaks off."""

from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.referral import commands
from services.referral.asking.pages import letters
from services.referral.asking.rules.letters import FIELD as LETTER
from services.referral.asking.store import drafts
from services.referral.domain import speaking
from services.referral.store import lists
from services.referral.store.lists import PersonResult
from shared.context.service_context import ServiceContext
from shared.kernel import phones
from shared.kernel.refusal import NotFound
from shared.web import forms, uploads
from shared.web.forms import BoundForm, ButtonForm
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import visit_of

from . import words
from .forms import DeskForm
from .inbox import Intake
from .walk import understood

pages = APIRouter(include_in_schema=False)
MOST_KNOWN = 5
NOT_KEPT = ("command_id", "go", "saves")


async def begin(request: Request, here: ServiceContext, draft_id: UUID | None) -> Response:
    """The page with nothing filled in, or with what was begun."""
    if draft_id is not None:
        async with here.db.snapshot() as tx:
            begun = await drafts.draft(tx, draft_id, here.now())
        form: BoundForm[DeskForm] = BoundForm(DeskForm, {**begun.fields}, command_id=begun.id)
        form.typed["saves"] = str(begun.saves)
        return await _page(request, here, form, looks=bool(form.value("name")))
    form = forms.blank(DeskForm)
    form.typed.pop("safe_to_contact")  # nothing is ticked for them
    return await _page(request, here, form)


async def send(request: Request, here: ServiceContext) -> Response:
    """Writes it down; or looks up who may be known, or keeps what is there so far, whatever is still missing."""
    form, file = await uploads.read_beside(request, DeskForm, file=LETTER, most=letters.MOST_SENT)
    if form.too_many is None and form.value("go") == "look":
        form.errors, form.status = {}, 200
        return await _page(request, here, form, looks=True)
    if form.too_many is None and form.value("go") == "keep":
        return await _keep(request, here, form)
    if wish := form.wish:
        with form.refusals():
            speaking.check(wish.language, wish.languages)
            letter = await letters.read(file) if file is not None else None
            outcome = await commands.receive(here, wish.command_id, wish, wish.source, wish.referrer, letter)
            says = None if outcome == "different" else "Written down. Look at what is open, then decide."
            return redirect(f"/referral/{wish.command_id}", says=says)
    return await _page(request, here, form)


async def _keep(request: Request, here: ServiceContext, form: BoundForm[DeskForm]) -> Response:
    user, now = visit_of(request).user, here.now()
    assert user is not None
    kept = {name: form.value(name) for name in DeskForm.model_fields if form.value(name) and name not in NOT_KEPT}
    saves = form.value("saves")
    form.errors, form.status = {}, 200
    with form.refusals():
        async with here.db.transaction() as tx:
            ends_at = now + timedelta(days=here.settings.draft_days)
            times = int(saves) if saves.isdecimal() and len(saves) < 5 else 0
            await drafts.keep(tx, form.command_id, kept, user.id, times, now, ends_at)
        return redirect("/referral", says="Kept. It stands on the inbox until it is sent, or its days are over.")
    return await _page(request, here, form)


@pages.post("/referral/drafts/{draft_id:uuid}/delete")
async def delete(request: Request, draft_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/drafts/{draft_id}/delete: what was begun is not wanted any more."""
    wish = (await forms.read(request, ButtonForm)).granted()
    async with here.once(wish) as tx:
        if tx and not await drafts.forget(tx, draft_id):
            raise NotFound("draft")
    return redirect("/referral", says="Deleted. Nothing of it is kept.")


async def _page(request: Request, here: ServiceContext, form: BoundForm[DeskForm], *, looks: bool = False) -> Response:
    known = await _known(here, form) if looks else []
    return render(
        request,
        "referral/refer_desk.html",
        form.status,
        form=form,
        sources=(words.BY_THEMSELVES, *words.REFERRERS),
        words=words,
        looks=looks,
        known=known,
        here_words=understood(form, here.settings.area_code),
        now_with=commands.now_with(here),
    )


async def _known(here: ServiceContext, form: BoundForm[Any]) -> list[PersonResult]:
    """Who has that name, or that number."""
    async with here.db.snapshot() as tx:
        found: dict[UUID, PersonResult] = {}
        for asked in filter(None, (form.value("name").strip(), form.value("phone").strip())):
            for one in await lists.people(tx, asked, partial(_read, area_code=here.settings.area_code), MOST_KNOWN):
                found.setdefault(one.participant_id, one)
    return list(found.values())[:MOST_KNOWN]


def _read(typed: str, *, area_code: str) -> str | None:
    try:
        return phones.read(typed, area_code)
    except ValueError:
        return None
