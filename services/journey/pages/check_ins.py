"""The rhythm, and being in touch."""

from collections.abc import Mapping
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Request
from pydantic import Field

from services.journey import store
from services.journey.domain import check_ins
from services.journey.domain.people import Person
from shared.database import Transaction
from shared.events import Event
from shared.service import Here
from shared.web import forms
from shared.web.forms import Says

from .small import Asking, Step, Words, small_page


class RhythmForm(forms.Form):
    every_weeks: Annotated[int, Field(ge=1, le=26), Says("Choose how often, from every week to every 26 weeks.")]
    weekday: Annotated[int, Field(ge=0, le=6), Says("Choose a day of the week.")]
    hour: Annotated[int, Field(ge=0, le=23), Says("Choose an hour of the day.")]


async def choose_rhythm(asking: Asking, wish: RhythmForm) -> Event:
    card = (await store.person(asking.tx, asking.journey.id)).card
    likes = (card.hours_from, card.hours_until) if card else None
    return check_ins.choose_rhythm(asking.journey, wish.every_weeks, wish.weekday, wish.hour, likes, asking.here.now())


async def rhythm_choices(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    card = person.card
    hours = range(card.hours_from, card.hours_until) if card else range(8, 20)
    names = {1: "Every week", 2: "Every two weeks", 3: "Every three weeks", 4: "Every four weeks"}
    return {
        "often": [(weeks, names.get(weeks, f"Every {weeks} weeks")) for weeks in (1, 2, 3, 4, 6, 8, 12)],
        "weekdays": list(enumerate(check_ins.WEEKDAYS)),
        "hours": [(hour, check_ins.clock(hour)) for hour in hours],
    }


class HeldForm(forms.Form):
    mode: Annotated[check_ins.Mode, Says("Choose how you were in touch.")]
    note: Words | None = None


async def hold_check_in(asking: Asking, wish: HeldForm) -> Event:
    waiting = await store.check_in_to_hold(asking.tx, asking.journey.id)
    return check_ins.hold(
        asking.journey, waiting.id if waiting else wish.command_id, wish.mode, wish.note, asking.here.now()
    )


def known_rhythm(person: Person) -> Mapping[str, Any]:
    return {name: getattr(person.rhythm, name) for name in ("every_weeks", "weekday", "hour")}


async def section(tx: Transaction, person: Person, here: Here) -> dict[str, Any]:
    """What the person's page shows of the rhythm."""
    rhythm = person.rhythm
    return {
        "rhythm": check_ins.rhythm_words(rhythm.every_weeks, rhythm.weekday, rhythm.hour),
        "next_check_in": rhythm.next_after(here.now(), ZoneInfo(here.settings.timezone)),
    }


small_page(
    Step(
        "rhythm",
        "rhythm",
        RhythmForm,
        choose_rhythm,
        lambda _: "Chosen. They are asked in this rhythm from now on.",
        rhythm_choices,
        known=known_rhythm,
    )
)
small_page(Step("check-in", "check-in", HeldForm, hold_check_in, lambda _: "Recorded. It is in their story."))
