"""Asking in numbers."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from fastapi import Request

from services.journey import store
from services.journey.domain import measures
from services.journey.domain.measures import Instrument, change_words
from services.journey.domain.people import Person
from services.journey.instruments import instrument
from shared.database import Transaction
from shared.events import Event, MeasureTaken
from shared.service import Here
from shared.web import forms

from .small import Asking, Step, small_page

Answer = Literal["1", "2", "3", "skip"]
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
          "November", "December")  # fmt: skip


class MeasureForm(forms.Form):
    item_1: Answer | None = None
    item_2: Answer | None = None
    item_3: Answer | None = None
    declined: bool = False
    mode: measures.Mode = "together"
    occasion: measures.Occasion | None = None


async def take_measure(asking: Asking, wish: MeasureForm) -> Event:
    here = asking.here
    zone, now = ZoneInfo(here.settings.timezone), here.now()
    person = await store.person(asking.tx, asking.journey.id)
    occasion = wish.occasion
    if occasion is None and person.service_since:
        day = (now.astimezone(zone).date() - person.service_since.astimezone(zone).date()).days
        occasion = measures.occasion_on(day, person.occasions)
    given = [None if answer in (None, "skip") else int(answer) for answer in (wish.item_1, wish.item_2, wish.item_3)]
    return measures.take(
        asking.journey,
        instrument("ucla-3"),
        wish.command_id,
        given,
        declined=wish.declined,
        mode=wish.mode,
        occasion=occasion,
        taken_on=now.astimezone(zone).date(),
        at=now,
    )


def thanks_for_answers(event: MeasureTaken) -> str:
    reason = event.missing_reason if event.missing_reason in ("skipped", "declined") else None
    return measures.feedback(instrument(event.instrument), event.score, reason)


async def the_questions(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    asked = instrument("ucla-3")
    options = [(option.code, option.text) for option in asked.options]
    return {"instrument": asked, "options": [*options, ("skip", "Skip this question")]}


async def section(tx: Transaction, person: Person, here: Here) -> dict[str, Any]:
    """What the person's page shows of measures."""
    return {"measured": _measured(await store.measures(tx, person.journey_id), instrument("ucla-3"))}


def _measured(rows: list[Any], asked: Instrument) -> dict[str, Any]:
    """The measures as a line, the sentence above it and the rows of its table."""
    scored = [row for row in rows if row["score"] is not None]
    sentence = ""
    if len(scored) > 1:
        first, last = scored[0], scored[-1]
        sentence = change_words(asked, first["score"], last["score"], _in_month(first["taken_on"], last["taken_on"]))
    elif scored:
        band = asked.band(scored[0]["score"]).name
        sentence = f"One answer so far: {scored[0]['score']:g} of {asked.high}, {band}"
    words = {"declined": "would rather not", "skipped": "a question was skipped"}
    return {
        "instrument": asked,
        "points": [(row["taken_on"], row["score"]) for row in rows],
        "bands": [(band.low if band.low == asked.low else band.low - 0.5,
                   band.high if band.high == asked.high else band.high + 0.5, band.name) for band in asked.bands],
        "sentence": f"{sentence}." if sentence else "",
        "rows": [(row["taken_on"], f"{row['score']:g}" if row["score"] is not None
                  else words.get(row["missing_reason"], "no number")) for row in rows],
        "scored": len(scored),
    }  # fmt: skip


def _in_month(then: date, now: date) -> str:
    month = MONTHS[then.month - 1]
    if (then.year, then.month) == (now.year, now.month):
        return f"on {then.day} {month}"
    return f"in {month}" if then.year == now.year else f"in {month} {then.year}"


small_page(
    Step(
        "measures/ucla-3",
        "measure",
        MeasureForm,
        take_measure,
        thanks_for_answers,
        the_questions,
        known=lambda person: {"mode": "together"},
    )
)
