"""How often the person likes to be asked, less often for a while, and more often again."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import Request
from pydantic import Field

from services.journey.check_ins.rules import rhythms
from services.journey.check_ins.rules.rhythms import LONGEST_WEEKS
from services.journey.core.rules import rhythm
from services.journey.core.rules.people import Person
from services.journey.core.store import people as people_store
from services.journey.form_pages.pages.small import FormContext, FormPage, form_page
from shared.events import Event
from shared.kernel.days import WEEKDAYS, hour_words
from shared.persistence.database import Transaction
from shared.web import forms, wholes
from shared.web.forms import ErrorMessage

from .router import router

OFTEN = (1, 2, 3, 4, 6, 8, 12, 26)
MINUTES = (0, 15, 30, 45)
Weeks = Annotated[
    int, Field(ge=1, le=LONGEST_WEEKS), ErrorMessage("Choose how often, from every week to every 26 weeks.")
]


class RhythmForm(wholes.Whole):
    """A rhythm of check-ins: every how many weeks, on which weekdays (0 Monday), at what time."""

    every_weeks: Weeks
    weekdays: Annotated[
        list[Annotated[int, Field(ge=0, le=6)]],
        Field(min_length=1, max_length=7),
        ErrorMessage("Choose at least one day of the week."),
    ]
    hour: Annotated[int, Field(ge=0, le=23), ErrorMessage("Choose an hour of the day.")]
    minute: Annotated[int, Field(ge=0, le=59), ErrorMessage("Choose how many minutes past the hour.")] = 0


async def choose_rhythm(asking: FormContext, wish: RhythmForm) -> Event:
    """POST /journey/<id>/rhythm: choose how often and when the person is asked how they are going."""
    card = (await people_store.person(asking.tx, asking.journey.id)).card
    likes = (card.hours_from, card.hours_until) if card else None
    return rhythms.choose_rhythm(
        asking.journey, wish.every_weeks, wish.weekdays, wish.hour, wish.minute, likes, asking.here.now()
    )


async def rhythm_choices(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/rhythm offers, as (value, words): often, weekdays, hours they like, minutes."""
    card, now = person.card, person.rhythm
    hours = range(card.hours_from, card.hours_until) if card else range(8, 20)
    return {
        "often": often(OFTEN, now.every_weeks),
        "weekdays": list(enumerate(WEEKDAYS)),
        "hours": [(hour, hour_words(hour)) for hour in hours],
        "minutes": [(minute, f"{minute:02}") for minute in sorted({*MINUTES, now.minute})],
    }


def often(weeks: Sequence[int], also: int | None = None) -> list[tuple[int, str]]:
    """The choices of weeks between check-ins, as (weeks, words); `also`, what holds now, is always among them."""
    found = sorted({*weeks, also} if also else set(weeks))
    return [(each, (words := rhythm.weeks_words(each))[0].upper() + words[1:]) for each in found]


async def rhythm_now(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """The rhythm as it stands, to fill its form: every_weeks, weekdays, hour, minute."""
    rhythm = person.rhythm
    return {
        "every_weeks": rhythm.every_weeks,
        "weekdays": list(rhythm.days),
        "hour": rhythm.hour,
        "minute": rhythm.minute,
    }


class StepDownForm(forms.Form):
    """Longer between check-ins: every how many weeks, and the day on which both look at it again."""

    every_weeks: Weeks
    review_on: Annotated[date, ErrorMessage("Write the day like 27/3/2026.")] | None = None


async def step_down(asking: FormContext, wish: StepDownForm) -> Event:
    """POST /journey/<id>/step-down: agree on longer between check-ins."""
    rhythm = (await people_store.person(asking.tx, asking.journey.id)).rhythm
    day = asking.here.today()
    return rhythms.step_down(asking.journey, rhythm, wish.every_weeks, wish.review_on, day, asking.here.now())


class StepUpForm(forms.Form):
    """Check-ins closer together again: every how many weeks."""

    every_weeks: Weeks


async def step_up(asking: FormContext, wish: StepUpForm) -> Event:
    """POST /journey/<id>/step-up: agree on check-ins closer together again."""
    rhythm = (await people_store.person(asking.tx, asking.journey.id)).rhythm
    return rhythms.step_up(asking.journey, rhythm, wish.every_weeks, asking.here.now())


async def longer(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/step-down offers: more weeks between check-ins than now."""
    return {"often": often([weeks for weeks in OFTEN if weeks > person.rhythm.every_weeks])}


async def shorter(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/step-up offers: fewer weeks between check-ins than now."""
    return {"often": often([weeks for weeks in OFTEN if weeks < person.rhythm.every_weeks])}


form_page(
    router,
    FormPage(
        "rhythm",
        "rhythm",
        RhythmForm,
        choose_rhythm,
        lambda _: "Chosen. They are asked in this rhythm from now on.",
        rhythm_choices,
        stands=rhythm_now,
        labels={
            "every_weeks": rhythm.WEEKS | {26: rhythm.weeks_words(26)},
            "weekdays": dict(enumerate(WEEKDAYS)),
            "hour": {hour: hour_words(hour) for hour in range(24)},
        },
    ),
)
form_page(
    router,
    FormPage(
        "step-down",
        "step-down",
        StepDownForm,
        step_down,
        lambda told: f"They are asked {rhythm.weeks_words(told.every_weeks)} from now on.",
        longer,
    ),
)
form_page(
    router,
    FormPage(
        "step-up",
        "step-up",
        StepUpForm,
        step_up,
        lambda told: f"They are asked {rhythm.weeks_words(told.every_weeks)} from now on.",
        shorter,
    ),
)
