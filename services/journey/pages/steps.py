"""The small pages of a link worker's work with a person: one form each."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, Literal, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from pydantic import Field

from services.journey import store
from services.journey.domain import check_ins, debriefs, goals, journeys, measures, moments
from services.journey.domain.journeys import Journey
from services.journey.domain.people import Person
from services.journey.instruments import instrument
from shared.database import Transaction
from shared.events import DebriefHeld, Event, MeasureTaken
from shared.outbox import NothingChanged
from shared.refusal import Refused
from shared.service import Here
from shared.web import forms
from shared.web.forms import Says
from shared.web.pages import HereDep, redirect, render

from .person import looked_at
from .router import LinkWorker, must_be_theirs, pages

Wish = TypeVar("Wish", bound=forms.Form)
Words = Annotated[str, Field(max_length=4000)]
OneToTen = Annotated[int, Field(ge=1, le=10)]


@dataclass(frozen=True)
class Asking:
    """Where a decision is made: the transaction, the journey, and what else the page was asked with."""

    tx: Transaction
    here: Here
    journey: Journey
    request: Request


async def nothing_more(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True)
class Step(Generic[Wish]):
    """One small page: its form, the decision, and what is said afterwards."""

    path: str
    name: str
    form: type[Wish]
    decide: Callable[[Asking, Wish], Awaitable[Event]]
    says: Callable[[Any], str]
    context: Callable[[Transaction, Person, Request], Awaitable[Mapping[str, Any]]] = nothing_more
    known: Callable[[Person], Mapping[str, Any]] = lambda person: {}


def small_page(step: Step[Any]) -> None:
    """GET shows the form, POST carries it out once and goes back to the person."""

    async def shown(request: Request, journey_id: UUID, here: Here, user: Any, form: Any) -> Response:
        async with here.db.transaction() as tx:
            person = await looked_at(tx, here, user, journey_id, step.name)
            form = form or forms.filled(step.form, step.known(person))
            more = await step.context(tx, person, request)
        context = {"person": person, "form": form, "action": request.url.path, **more}
        return render(request, f"journey/{step.name}.html", status=form.status, **context)

    @pages.get(f"/journey/{{journey_id:uuid}}/{step.path}", name=step.name)
    async def show(request: Request, journey_id: UUID, here: HereDep, user: LinkWorker) -> Response:
        return await shown(request, journey_id, here, user, None)

    @pages.post(f"/journey/{{journey_id:uuid}}/{step.path}", name=f"{step.name}: carry out")
    async def carry_out(request: Request, journey_id: UUID, here: HereDep, user: LinkWorker) -> Response:
        form = await forms.read(request, step.form)
        if wish := form.wish:
            says = None
            with form.refusals():
                try:
                    async with here.once(wish.command_id) as tx:
                        if tx:
                            journey = await store.journey(tx, journey_id)
                            must_be_theirs(user, journey)
                            event = await step.decide(Asking(tx, here, journey, request), wish)
                            await store.record(tx, event)
                            says = step.says(event)
                except NothingChanged:
                    raise Refused("This has been done already. Look at the person’s page.", conflict=True) from None
                return redirect(f"/journey/{journey_id}", says)
        return await shown(request, journey_id, here, user, form)


# What matters


class MattersForm(forms.Form):
    what_matters: Annotated[Words, Says("Write a few of the person's own words about what matters to them.")]
    interests: Words | None = None


async def record_what_matters(asking: Asking, wish: MattersForm) -> Event:
    at = asking.here.now()
    return journeys.record_what_matters(asking.journey, wish.command_id, wish.what_matters, wish.interests, at)


async def said_before(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    return {"matters": await store.latest_matters(tx, person.journey_id)}


# Goals


class GoalForm(forms.Form):
    wording: Annotated[str, Field(max_length=500), Says("Write the goal in the person's own words.")]
    importance: Annotated[OneToTen, Says("Choose how much it matters to them, from 1 to 10.")]
    confidence: OneToTen | None = None


async def set_goal(asking: Asking, wish: GoalForm) -> Event:
    at = asking.here.now()
    return goals.set_goal(asking.journey, wish.command_id, wish.wording, wish.importance, wish.confidence, at)


# How are you going?

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


# Check-ins


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


# Debriefs, moments, the end


class DebriefForm(forms.Form):
    would_go_again: Annotated[debriefs.WouldGoAgain, Says("Choose what they said. They may also rather not say.")]
    note: Words | None = None


def debrief_asked(request: Request) -> UUID:
    return UUID(str(request.path_params["debrief_id"]))


async def hold_debrief(asking: Asking, wish: DebriefForm) -> Event:
    found = await store.open_debrief(asking.tx, asking.journey.id, debrief_asked(asking.request))
    return debriefs.hold(asking.journey, found["id"], wish.would_go_again, wish.note, asking.here.now())


async def what_it_was(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    found = await store.open_debrief(tx, person.journey_id, debrief_asked(request))
    return {"debrief": found, "again": list(debriefs.AGAIN.items())}


def after_debrief(event: DebriefHeld) -> str:
    if event.would_go_again == "no":
        return "Noted. Not every place fits; you can look for another one together."
    return "Noted. It is in their story."


class MomentForm(forms.Form):
    kind: Annotated[moments.Kind, Says("Choose what it was.")]
    words: Words | None = None


async def note_moment(asking: Asking, wish: MomentForm) -> Event:
    return moments.note(asking.journey, wish.command_id, wish.kind, wish.words, asking.here.now())


async def moment_kinds(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    return {"kinds": [(kind, words[0].upper() + words[1:]) for kind, words in moments.KINDS.items()]}


class CloseForm(forms.Form):
    reason: Annotated[journeys.ClosingReason, Says("Choose why you part ways.")]
    planned: bool = False


async def close_journey(asking: Asking, wish: CloseForm) -> Event:
    return journeys.close(asking.journey, wish.reason, wish.planned, asking.here.now())


async def closing_reasons(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    return {"reasons": list(journeys.REASONS.items())}


def known_rhythm(person: Person) -> Mapping[str, Any]:
    return {name: getattr(person.rhythm, name) for name in ("every_weeks", "weekday", "hour")}


STEPS: tuple[Step[Any], ...] = (
    Step("matters", "matters", MattersForm, record_what_matters, lambda _: "Kept in their own words.", said_before),
    Step("goals", "goal", GoalForm, set_goal, lambda _: "The goal is set. You can look at it together any time."),
    Step("measures/ucla-3", "measure", MeasureForm, take_measure, thanks_for_answers, the_questions,
         known=lambda person: {"mode": "together"}),
    Step("rhythm", "rhythm", RhythmForm, choose_rhythm, lambda _: "Chosen. They are asked in this rhythm from now on.",
         rhythm_choices, known=known_rhythm),
    Step("check-in", "check-in", HeldForm, hold_check_in, lambda _: "Recorded. It is in their story."),
    Step("debriefs/{debrief_id:uuid}", "debrief", DebriefForm, hold_debrief, after_debrief, what_it_was),
    Step("moments", "moment", MomentForm, note_moment, lambda _: "Noted. This is what the work is for.", moment_kinds),
    Step("close", "close", CloseForm, close_journey,
         lambda _: "The journey is closed. Nobody is asked how they are going any more.", closing_reasons),
)  # fmt: skip

for each in STEPS:
    small_page(each)
