"""People: finding somebody again, and keeping right how it is safe to reach them."""

from dataclasses import asdict
from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.referral import commands, store
from services.referral.domain import age
from services.referral.store import lists
from shared.kernel import phones, references
from shared.persistence import access_log
from shared.web import forms
from shared.web.forms import BoundForm
from shared.web.rendering import ContextDep, redirect, render

from . import words
from .forms import CardForm, SearchForm
from .inbox import Intake, Knowing

pages = APIRouter(include_in_schema=False)
MOST_FOUND = 50
KEPT = "Kept. Everybody who works with them sees it within seconds."


@pages.get("/referral/people")
async def people(request: Request, user: Intake, here: ContextDep) -> Response:
    """GET /referral/people: the people who came last, and the form that finds somebody."""
    return await _found(request, here, forms.blank(SearchForm))


@pages.post("/referral/people")
async def find(request: Request, user: Intake, here: ContextDep) -> Response:
    """POST /referral/people: finds people. Sent as a form, so that no name stands in an address."""
    form = await forms.read(request, SearchForm)
    if quoted := await _quoted(here, form.wish.asked if form.wish else ""):
        return redirect(f"/referral/{quoted}")
    return await _found(request, here, form)


async def _quoted(here: ContextDep, asked: str) -> UUID | None:
    """The referral whose reference was typed."""
    try:
        reference = references.read(asked)
    except ValueError:
        return None
    async with here.db.snapshot() as tx:
        return await store.quoted(tx, reference)


async def _found(request: Request, here: ContextDep, form: BoundForm[SearchForm]) -> Response:
    asked = form.wish.asked if form.wish else ""
    area_code = here.settings.area_code
    number = _as_phone(asked, area_code)
    async with here.db.snapshot() as tx:
        found = await lists.people(tx, asked, lambda text: _as_phone(text, area_code), MOST_FOUND)
    return render(
        request, "referral/people.html", form.status, form=form, asked=asked, found=found, words=words,
        now_with=commands.now_with(here), most=MOST_FOUND, number=phones.words(number),
    )  # fmt: skip


def _as_phone(asked: str, area_code: str) -> str | None:
    try:
        return phones.read(asked, area_code)
    except ValueError:
        return None


@pages.get("/referral/people/{participant_id:uuid}")
async def person(request: Request, participant_id: UUID, user: Knowing, here: ContextDep) -> Response:
    """GET /referral/people/{participant_id}: somebody's card, to look at and to change."""
    return await _card_page(request, participant_id, user, here, None)


@pages.post("/referral/people/{participant_id:uuid}")
async def change_card(request: Request, participant_id: UUID, user: Knowing, here: ContextDep) -> Response:
    """POST /referral/people/{participant_id}: changes the card; refused if somebody else has changed it meanwhile."""
    form = await forms.read(request, CardForm)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await commands.must_work_with(tx, user, participant_id)
                    await commands.update_card(
                        here, tx, participant_id, wish, wish.born, wish.version, wish.safe_because, user
                    )
            return redirect(f"/referral/people/{participant_id}", says=KEPT)
    return await _card_page(request, participant_id, user, here, form)


async def _card_page(
    request: Request, participant_id: UUID, user: Knowing, here: ContextDep, form: BoundForm[CardForm] | None
) -> Response:
    async with here.db.transaction() as tx:
        await commands.must_work_with(tx, user, participant_id)
        card = await store.card(tx, participant_id)
        kept = await store.referral_of(tx, participant_id)
        await access_log.looked(tx, user, participant_id, "contact card", here.now())
    if form is None:
        known = asdict(card) | {
            "phone": phones.words(card.phone), "born": age.born_words(card.born), "version": card.updates,
        }  # fmt: skip
        form = forms.filled(CardForm, known)
    return render(request, "referral/card.html", form.status, form=form, card=card, kept=kept, words=words)
