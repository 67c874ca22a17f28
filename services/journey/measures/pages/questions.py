"""Asking in numbers, one question a page. What was answered waits here, so that going back, reloading and a second tap
lose nothing and count nothing twice."""

from typing import Annotated, Any
from uuid import UUID, uuid4

from fastapi import Request, Response
from pydantic import AfterValidator, Field

from services.journey.core.pages.access import LinkWorker
from services.journey.core.pages.looking import looked_at, their_journey
from services.journey.core.store import people as people_store
from services.journey.form_pages.pages.small import OnDay
from services.journey.measures import store
from services.journey.measures.rules import measures
from shared.context.service_context import ServiceContext
from shared.kernel.refusal import Refused
from shared.persistence.database import Transaction
from shared.rules.instruments.definition import Instrument
from shared.rules.measure_plan import Occasion
from shared.web import forms
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from . import sheets
from .router import router
from .sheets import QuestionnaireResponse


def _made_here(sheet: UUID) -> UUID:
    if sheet.int == 0:  # would be one and the same sheet for everybody
        raise ValueError("no sheet")
    return sheet


class QuestionForm(forms.Form):
    """The answer to one question; `sheet` is the sheet it belongs to, made with its first page."""

    sheet: Annotated[UUID, AfterValidator(_made_here), ErrorMessage("Open the questions anew, and answer once more.")]
    answer: Annotated[str, Field(max_length=40)] | None = None
    skip: bool = False
    rather_not: bool = False
    decline_all: bool = False
    mode: measures.Mode = "together"
    occasion: Occasion | None = None


class DatedForm(QuestionForm):
    """As a link worker asks: with the first question they may say on which day it was answered."""

    on: OnDay = None


def answered(sheet: QuestionnaireResponse, wish: QuestionForm, number: int) -> None:
    """Write one answer on the sheet. An answer that is there already stays if nothing else is chosen."""
    item = sheets.one(sheet.instrument, number)
    if wish.skip or wish.rather_not:
        sheet.answers[item.code] = sheets.SKIP if wish.skip else sheets.RATHER_NOT
    elif wish.answer is not None:
        sheet.answers[item.code] = sheets.picked(sheet.instrument, item, wish.answer, "answer")
    elif item.code not in sheet.answers:
        raise Refused("Choose an answer, or skip this question.", field="answer")


async def known_sheet(
    tx: Transaction, here: ServiceContext, journey_id: UUID, asked: Instrument, wish: QuestionForm, *, own: bool
) -> QuestionnaireResponse:
    """The sheet in progress, or a new one that begins with this answer."""
    found = await sheets.on_its_way(tx, here, journey_id, asked, own)
    return found or QuestionnaireResponse(wish.sheet, asked, own, "self" if own else wish.mode, wish.occasion, {})


@router.get("/journey/{journey_id:uuid}/measures/{code}/{number:int}")
async def show_question(
    request: Request, journey_id: UUID, code: str, number: int, here: ContextDep, user: LinkWorker
) -> Response:
    """GET /journey/<id>/measures/<code>/<number>: one question of an instrument, counted from 1."""
    asked = sheets.asked_instrument(here, code)
    return await _shown(request, journey_id, asked, number, here, user, None)


@router.post("/journey/{journey_id:uuid}/measures/{code}/{number:int}")
async def answer_question(
    request: Request, journey_id: UUID, code: str, number: int, here: ContextDep, user: LinkWorker
) -> Response:
    """POST /journey/<id>/measures/<code>/<number>: keep one answer; after the last the sheet is a measure."""
    asked = sheets.asked_instrument(here, code)
    sheets.one(asked, number)
    form = await forms.read(request, DatedForm)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    journey = await their_journey(tx, user, journey_id)
                    if await store.measure(tx, journey_id, wish.sheet) is None:
                        measures.may_ask(journey, asked)
                        sheet = await known_sheet(tx, here, journey_id, asked, wish, own=False)
                        if number == 1:
                            sheets.filled_on(journey, await people_store.person(tx, journey_id), here, wish.on)
                            sheet.on = wish.on
                        if not wish.decline_all:
                            answered(sheet, wish, number)
                        if wish.decline_all or number == len(asked.order):
                            await sheets.hand_in(tx, here, journey, sheet, declined=wish.decline_all)
                            return redirect(f"/journey/{journey_id}/measures/taken/{sheet.id}")
                        await sheets.lay_down(tx, here, journey_id, sheet)
            return redirect(await _onwards(here, journey_id, asked, number, wish))
    return await _shown(request, journey_id, asked, number, here, user, form)


async def _onwards(here: ServiceContext, journey_id: UUID, asked: Instrument, number: int, wish: QuestionForm) -> str:
    """Where an answer leads, also one that was sent twice."""
    at = f"/journey/{journey_id}/measures"
    async with here.db.transaction() as tx:
        if await store.measure(tx, journey_id, wish.sheet):
            return f"{at}/taken/{wish.sheet}"
    return f"{at}/{asked.code}/{number + 1}" if number < len(asked.order) else at


async def _shown(
    request: Request, journey_id: UUID, asked: Instrument, number: int, here: ServiceContext, user: User, form: Any
) -> Response:
    item = sheets.one(asked, number)
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "question")
        sheet = await sheets.on_its_way(tx, here, journey_id, asked, own=False)
    if form is None:
        form = forms.filled(DatedForm, _known(request, sheet, item.code))
    return render(
        request, "journey/measure-question.html", form.status, person=person, form=form, instrument=asked, item=item,
        number=number, options=sheets.choices(asked, item), action=request.url.path,
        before=f"/journey/{journey_id}/measures/{asked.code}/{number - 1}" if number > 1 else None,
        said_before=sheet.answers.get(item.code) if sheet else None,
    )  # fmt: skip


def _known(request: Request, sheet: QuestionnaireResponse | None, item: str) -> dict[str, Any]:
    if sheet is None:
        closing = request.query_params.get("occasion") == "closure"
        return {"sheet": uuid4(), "mode": "together", "occasion": "closure" if closing else None}
    answer = sheet.answers.get(item)
    chosen = None if answer in (sheets.SKIP, sheets.RATHER_NOT) else answer
    return {"sheet": sheet.id, "mode": sheet.mode, "occasion": sheet.occasion, "answer": chosen, "on": sheet.on}
