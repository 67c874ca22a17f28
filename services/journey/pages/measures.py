"""Asking in numbers."""

from collections.abc import Mapping
from typing import Any, Literal
from zoneinfo import ZoneInfo

from fastapi import Request

from services.journey import store
from services.journey.domain import measures
from services.journey.domain.people import Person
from services.journey.instruments import instrument
from shared.database import Transaction
from shared.events import Event, MeasureTaken
from shared.web import forms

from .small import Asking, Step, small_page

Answer = Literal["1", "2", "3", "skip"]


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
