"""Asking in numbers: what may be asked, a whole sheet read out, what the answers say, and the person's lines."""

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any, Literal, cast
from uuid import UUID

from fastapi import Request, Response
from pydantic import create_model

from services.journey.core.pages.access import LinkWorker
from services.journey.core.pages.looking import looked_at, their_journey
from services.journey.core.rules.people import Person, Taken
from services.journey.form_pages.pages.small import OnDay
from services.journey.measures import store
from services.journey.measures.instruments import library_of, plan_of
from services.journey.measures.rules import measures
from services.journey.measures.rules import plan as measure_plan
from services.journey.measures.rules.measures import OCCASION_WORDS, change_words
from services.journey.safety.pages import script_of
from shared.context.service_context import ServiceContext
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.rules.instruments.definition import Instrument
from shared.rules.measure_plan import Occasion
from shared.web import forms
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from . import sheets
from .router import router

AT_CLOSURE: tuple[tuple[str, str], ...] = (("closure", "At the end of the journey"),)


class SheetForm(forms.Form):
    """A whole sheet: beside these the questions, one field each (`item_1`)."""

    declined: bool = False
    mode: measures.Mode = "together"
    on: OnDay = None
    occasion: Occasion | None = None


@cache
def form_of(asked: Instrument) -> type[SheetForm]:
    """The form class of an instrument's sheet: each question may be skipped, or rather not be answered."""
    fields: dict[str, Any] = {}
    for item in asked.order:
        codes = tuple(code for code, _ in sheets.choices(asked, item))
        fields[f"item_{item.code}"] = (Literal[(*codes, sheets.SKIP, sheets.RATHER_NOT)] | None, None)
    form = cast(type[SheetForm], create_model(f"Sheet_{asked.id}", __base__=SheetForm, **fields))
    form.page_order = tuple(fields)
    return form


@router.get("/journey/{journey_id:uuid}/measures")
async def choose_measure(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/<id>/measures: instruments that may be asked, what is due, when each was asked last."""
    plan, library = plan_of(here.settings), library_of(here.settings)
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "measures")
        wanted = sheets.wanted(person, here)
        rows = await store.measures(tx, journey_id)
    latest = {row["instrument"]: row["taken_on"] for row in rows}
    offered = [library.asked(plan, asked.instrument) for asked in plan.instruments]
    due, ends = dict(wanted), dict(measure_plan.due_at_closure(plan, person.occasions))
    cards = [
        {"instrument": one, "due": OCCASION_WORDS.get(due[one.code]) if one.code in due else None,
         "latest": latest.get(one.code), "at_end": one.code in ends, "goals": one.scoring.rule == "goal_attainment"}
        for one in offered if one.asks or one.scoring.rule == "goal_attainment"
    ]  # fmt: skip
    cards.sort(key=lambda card: card["due"] is None)
    return render(request, "journey/measures.html", person=person, cards=cards)


@router.get("/journey/{journey_id:uuid}/measures/{code}")
async def show_sheet(request: Request, journey_id: UUID, code: str, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/<id>/measures/<code>: all questions of an instrument on one page."""
    return await _sheet(request, journey_id, sheets.asked_instrument(here, code), here, user, None)


@router.post("/journey/{journey_id:uuid}/measures/{code}")
async def keep_sheet(request: Request, journey_id: UUID, code: str, here: ContextDep, user: LinkWorker) -> Response:
    """POST /journey/<id>/measures/<code>: keep the answers to a whole sheet as a measure."""
    asked = sheets.asked_instrument(here, code)
    form = await forms.read(request, form_of(asked))
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    journey = await their_journey(tx, user, journey_id)
                    said = {item.code: getattr(wish, f"item_{item.code}") for item in asked.items}
                    answers = {item: answer for item, answer in said.items() if answer is not None}
                    await sheets.take(
                        tx, here, journey, asked, wish.command_id, sheets.given(asked, answers),
                        declined=wish.declined, declined_items=sheets.rather_not(answers), mode=wish.mode,
                        occasion=wish.occasion, on=wish.on,
                    )  # fmt: skip
            return redirect(f"/journey/{journey_id}/measures/taken/{wish.command_id}")
    return await _sheet(request, journey_id, asked, here, user, form)


async def _sheet(
    request: Request, journey_id: UUID, asked: Instrument, here: ServiceContext, user: User, form: Any
) -> Response:
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "measure")
    options = {
        item.code: [*sheets.choices(asked, item), (sheets.SKIP, "Skip"),
                    (sheets.RATHER_NOT, "Would rather not")]
        for item in asked.items
    }  # fmt: skip
    form = form or forms.filled(form_of(asked), {"mode": "phone"})
    return render(
        request, "journey/measure.html", form.status, person=person, form=form, instrument=asked, options=options,
        action=request.url.path, at_closure=AT_CLOSURE,
    )  # fmt: skip


@router.get("/journey/{journey_id:uuid}/measures/taken/{measure_id:uuid}")
async def show_taken(
    request: Request, journey_id: UUID, measure_id: UUID, here: ContextDep, user: LinkWorker
) -> Response:
    """GET /journey/<id>/measures/taken/<measure_id>: what the answers say, and what to do if they worry."""
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "answers")
        row = await store.measure(tx, journey_id, measure_id)
        wanted = sheets.wanted(person, here)
        rows = await store.measures(tx, journey_id)
    if row is None or (asked := sheets.stored_instrument(here, row["instrument"], row["version"])) is None:
        raise NotFound(measure_id)
    worries = sheets.worries_of(here, asked, row)
    return render(
        request, "journey/measure-taken.html", person=person, measure_id=measure_id, instrument=asked,
        says=measures.feedback(asked, row["score"], row["missing_reason"]),
        number=measures.numbers_words(asked, row["score"], row["missing_reason"]),
        parts=_parts(asked, row["subscales"]), worries=worries,
        script=script_of(here) if worries else None,
        line=line([each for each in rows if each["instrument"] == asked.code], asked),
        upcoming=_next(here, asked.code, wanted),
    )  # fmt: skip


def _next(here: ServiceContext, code: str, wanted: list[Taken]) -> Instrument | None:
    """What is asked in the same sitting."""
    found = [other for other, _ in wanted if other != code]
    return library_of(here.settings).asked(plan_of(here.settings), found[0]) if found else None


def _parts(asked: Instrument, subscales: Mapping[str, Any]) -> list[tuple[str, str]]:
    found = []
    for part in asked.parts:
        value = subscales.get(part.code)
        band = next((band.name for band in part.bands if value is not None and band.low <= value <= band.high), "")
        found.append(
            (part.title, "no number" if value is None else f"{value:g} of {part.high}" + f", {band}" * bool(band))
        )
    return found


async def section(tx: Transaction, person: Person, here: ServiceContext) -> dict[str, Any]:
    """What the person's page shows of measures: a line for each instrument taken, and what is due."""
    plan, lines = plan_of(here.settings), []
    rows = await store.measures(tx, person.journey_id)
    order = [asked.instrument for asked in plan.instruments]
    taken = {row["instrument"] for row in rows}
    for code in [*(code for code in order if code in taken), *sorted(taken - set(order))]:
        own = [row for row in rows if row["instrument"] == code]
        if asked := sheets.stored_instrument(here, code, own[-1]["version"]):
            lines.append(line(own, asked))
    return {"measured": lines, "measures_wanted": sheets.wanted(person, here)}


def line(rows: list[Any], asked: Instrument) -> dict[str, Any]:
    """One instrument's measures as a line, the sentence above it and the rows of its table."""
    scored = [row for row in rows if row["score"] is not None]
    sentence = ""
    if len(scored) > 1:
        first, last = scored[0], scored[-1]
        sentence = change_words(asked, first["score"], last["score"], in_month(first["taken_on"], last["taken_on"]))
    elif scored:
        sentence = f"One answer so far: {measures.numbers_words(asked, scored[0]['score'], None)}"
    return {
        "instrument": asked,
        "points": [(row["taken_on"], row["score"]) for row in rows],
        "bands": [(*asked.edges(band), band.name) for band in asked.bands],
        "sentence": f"{sentence}." if sentence else "",
        "rows": [(row["taken_on"], measures.numbers_words(asked, row["score"], row["missing_reason"])) for row in rows],
        "parts": _parts(asked, rows[-1]["subscales"]) if rows else [],
        "scored": len(scored),
    }  # fmt: skip


def in_month(then: date, now: date) -> str:
    """When an earlier measure was taken, in words: in March, in March 2025, on 3 March in the same month."""
    if (then.year, then.month) == (now.year, now.month):
        return f"on {then.day} {then:%B}"
    return f"in {then:%B}" if then.year == now.year else f"in {then:%B %Y}"
