"""Erasing somebody's record, which only the Lead may, and the register of whose record was erased."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.referral import commands
from services.referral.domain import erasure
from services.referral.domain.erasure import ErasureCase
from services.referral.store import lists
from shared.context.service_context import ServiceContext
from shared.kernel.days import date_words
from shared.kernel.refusal import Refused
from shared.persistence import access_log, joinings
from shared.web import forms
from shared.web.forms import BoundForm
from shared.web.rendering import ContextDep, paging, redirect, render

from . import words
from .forms import EraseForm, SearchForm
from .inbox import Lead

pages = APIRouter(include_in_schema=False)
GONE = "The record is erased here, and within seconds in every other service. A line stands in the register."


@pages.get("/referral/people/{participant_id:uuid}/erase")
async def ask(request: Request, participant_id: UUID, user: Lead, here: ContextDep) -> Response:
    """GET /referral/people/{participant_id}/erase: until when the law has it kept, and the form that erases it."""
    return await _page(request, participant_id, user, here, forms.blank(EraseForm))


@pages.post("/referral/people/{participant_id:uuid}/erase")
async def erase(request: Request, participant_id: UUID, user: Lead, here: ContextDep) -> Response:
    """POST /referral/people/{participant_id}/erase: erases the record for good."""
    form = await forms.read(request, EraseForm)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    both = wish.both == "yes"
                    await commands.erase(here, tx, participant_id, wish.reason, wish.because, user.id, both=both)
            return redirect("/referral/people", says=GONE)
    return await _page(request, participant_id, user, here, form)


async def _page(
    request: Request, participant_id: UUID, user: Lead, here: ContextDep, form: BoundForm[EraseForm]
) -> Response:
    async with here.db.transaction() as tx:
        known = await commands.what_decides(here, tx, participant_id)
        records = len(await joinings.records_of(tx, participant_id))
        await access_log.looked(tx, user, participant_id, "erasing a record", here.now())
    return render(
        request, "referral/erase.html", form.status, form=form, known=known, first=_first(known), words=words,
        today=here.today(), records=records,
    )  # fmt: skip


def _first(known: ErasureCase) -> str | None:
    """What has to be done before anything may be erased."""
    try:
        erasure.still_needed(known)
    except Refused as refused:
        return refused.why
    return None


@pages.get("/referral/erased")
async def register(request: Request, user: Lead, here: ContextDep) -> Response:
    """GET /referral/erased: the register of records that were erased, the latest first."""
    return await _register(request, here, forms.blank(SearchForm))


@pages.post("/referral/erased")
async def find_erased(request: Request, user: Lead, here: ContextDep) -> Response:
    """POST /referral/erased: finds lines of the register. Sent as a form, so that no name stands in an address."""
    return await _register(request, here, await forms.read(request, SearchForm))


async def _register(request: Request, here: ServiceContext, form: BoundForm[SearchForm]) -> Response:
    asked = form.wish.asked if form.wish else ""
    async with here.db.snapshot() as tx:
        found = await lists.erased(tx, asked)
    page = paging(request, len(found), size=max(1, len(found)) if asked else 50)
    names = {person.id: person.name for person in here.settings.staff}
    return render(
        request, "referral/erased.html", form.status, lines=found[page.offset : page.offset + page.size], page=page,
        names=names, words=words, day=date_words, zone=here.zone, form=form, asked=asked,
    )  # fmt: skip
