"""A few questions for somebody alone, from the link in their message: one a page, and only what is due by the plan.

What was answered is never shown again here: whoever holds the link sees questions, and not one answer.
"""

from typing import Any
from uuid import UUID, uuid4

from fastapi import Request, Response

from services.journey.core.rules.journeys import Journey
from services.journey.measures import store as measures_store
from services.journey.measures.instruments import plan_of
from services.journey.measures.pages import sheets
from services.journey.measures.pages.questions import QuestionForm, answered, known_sheet
from services.journey.measures.pages.sheets import SubmittedResponse
from services.journey.measures.rules import measures
from shared.context.service_context import ServiceContext
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.rules.instruments.definition import Instrument
from shared.web import forms
from shared.web.rendering import ContextDep, redirect

from .answering import ended, me, opened, page_for


async def _asked(tx: Transaction, here: ServiceContext, token: str, code: str) -> tuple[Journey, Instrument, bool]:
    """The journey and the instrument, and whether it is still due. Before the one tap nothing more is asked."""
    journey, check_in = await opened(tx, here, token)
    if check_in.answered_at is None or (asked := plan_of(here.settings).asked(code)) is None or not asked.alone:
        raise NotFound(code)
    return journey, sheets.asked_instrument(here, code), code in dict(await sheets.wanted_alone(tx, here, journey))


@me.get("/me/{token}/questions/{code}/{number:int}")
async def show_own_question(request: Request, token: str, code: str, number: int, here: ContextDep) -> Response:
    """GET /me/<token>/questions/<code>/<number>: one question for the person alone, counted from 1."""
    return await _shown(request, token, code, number, here, None)


@me.post("/me/{token}/questions/{code}/{number:int}")
async def answer_own_question(request: Request, token: str, code: str, number: int, here: ContextDep) -> Response:
    """POST /me/<token>/questions/<code>/<number>: keep one answer; the last makes the sheet a measure."""
    form = await forms.read(request, QuestionForm)
    try:
        if wish := form.wish:
            with form.refusals():
                async with here.once(wish) as tx:
                    if tx and (kept := await _carry_out(tx, here, token, code, number, wish)):
                        return redirect(f"/me/{token}/answered", _says(here, kept))
                return redirect(await _onwards(here, token, code, number, wish.sheet))
        return await _shown(request, token, code, number, here, form)
    except NotFound:
        return ended(request)


async def _carry_out(
    tx: Transaction, here: ServiceContext, token: str, code: str, number: int, wish: QuestionForm
) -> SubmittedResponse | None:
    """Write the answer down; with the last one, the sheet is handed in."""
    journey, asked, due = await _asked(tx, here, token, code)
    sheets.one(asked, number)
    if not due or await measures_store.measure(tx, journey.id, wish.sheet):
        return None
    measures.may_ask(journey, asked)
    sheet = await known_sheet(tx, here, journey.id, asked, wish, own=True)
    sheet.occasion = None
    if not wish.decline_all:
        answered(sheet, wish, number)
    if wish.decline_all or number == len(asked.order):
        return await sheets.hand_in(tx, here, journey, sheet, declined=wish.decline_all)
    await sheets.lay_down(tx, here, journey.id, sheet)
    return None


async def _onwards(here: ServiceContext, token: str, code: str, number: int, sheet: UUID) -> str:
    """Where an answer leads, also one that was sent twice."""
    async with here.db.transaction() as tx:
        _, asked, due = await _asked(tx, here, token, code)
    further = due and number < len(asked.order)
    return f"/me/{token}/questions/{code}/{number + 1}" if further else f"/me/{token}/answered"


def _says(here: ServiceContext, kept: SubmittedResponse) -> str:
    """Plain words at once; if an answer worries, who will be in touch and whom one can call now."""
    if kept.worries:
        return " ".join(plan_of(here.settings).words_to_them)
    asked = sheets.stored_instrument(here, kept.taken.instrument, kept.taken.instrument_version)
    if kept.taken.missing_reason == "declined" or asked is None:
        return "That is fine. Nothing was kept but that you would rather not."
    if kept.taken.missing_reason:
        return "Thank you. What you skipped stays empty, and that is fine."
    return measures.feedback(asked, kept.taken.score, None)


async def _shown(request: Request, token: str, code: str, number: int, here: ServiceContext, form: Any) -> Response:
    try:
        async with here.db.transaction() as tx:
            journey, asked, due = await _asked(tx, here, token, code)
            item = sheets.one(asked, number)
            sheet = await sheets.on_its_way(tx, here, journey.id, asked, own=True)
    except NotFound:
        return ended(request)
    if not due:
        return redirect(f"/me/{token}/answered")
    if form is None:
        form = forms.filled(QuestionForm, {"sheet": sheet.id if sheet else uuid4(), "mode": "self"})
    return page_for(
        request, "journey/measure-own.html", form.status, token=token, form=form, instrument=asked, item=item,
        number=number, options=sheets.choices(asked, item), action=request.url.path,
        before=f"/me/{token}/questions/{code}/{number - 1}" if number > 1 else None,
        said_before=bool(sheet and item.code in sheet.answers),
    )  # fmt: skip


@me.get("/me/{token}/answered")
async def thank_for_answers(request: Request, token: str, here: ContextDep) -> Response:
    """GET /me/<token>/answered: thanks for a questionnaire, and the next one where it is due."""
    try:
        async with here.db.transaction() as tx:
            journey, check_in = await opened(tx, here, token)
            if check_in.answered_at is None:
                raise NotFound(token)
            upcoming = await sheets.offer(tx, here, journey)
    except NotFound:
        return ended(request)
    return page_for(request, "journey/measure-own-thanks.html", token=token, offer=upcoming)
