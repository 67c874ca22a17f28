"""Putting right what was noted, and taking back what was noted by mistake. What stood before stays on file."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from asyncpg import Record
from fastapi import APIRouter, Request, Response

from services.journey.check_ins.pages.pauses import named_pause
from services.journey.check_ins.rules import check_ins
from services.journey.check_ins.store import check_ins as check_ins_store
from services.journey.check_ins.store import rhythms as rhythms_store
from services.journey.core.pages.access import LinkWorker
from services.journey.core.pages.looking import looked_at
from services.journey.core.rules.people import Person
from services.journey.form_pages.pages.small import FormContext, FormPage, Words, form_page
from services.journey.groups.rules.last_mile import StepRecord
from services.journey.groups.store import last_mile as last_mile_store
from services.journey.lifecycle.store import course as course_store
from services.journey.measures import store as measures_store
from services.journey.measures.instruments import library_of
from services.journey.moments import store as moments_store
from services.journey.moments.rules import debriefs, moments
from services.journey.practice_sessions import store as practice_sessions_store
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.events.journey import Mistake
from shared.persistence.database import Transaction
from shared.web import wholes
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, render

from .rules import noted
from .rules.noted import Editor
from .store import noted as noted_store

router = APIRouter(include_in_schema=False)

MOST_SHOWN = 60
WENT = ("went_together", "went_with_companion", "went_alone")
PART = "#story"
Day = Annotated[date, ErrorMessage("Write the day like 27/3/2026.")]


class ContactForm(wholes.Whole):
    """A contact put right: how they were in touch, on which day, and the note."""

    mode: Annotated[check_ins.Mode, ErrorMessage("Choose how you were in touch.")]
    on: Day
    note: Words | None = None


class CorrectMomentForm(wholes.Whole):
    """A moment of connection put right: what it was, on which day, and its words."""

    kind: Annotated[moments.Kind, ErrorMessage("Choose what it was.")]
    on: Day
    words: Words | None = None


class CorrectDebriefForm(wholes.Whole):
    """A debrief put right: whether they would go again, on which day it was held, and the note."""

    would_go_again: Annotated[
        debriefs.WouldGoAgain, ErrorMessage("Choose what they said. They may also rather not say.")
    ]
    on: Day
    note: Words | None = None


class MistakeForm(wholes.Whole):
    """Why something that was noted is taken back."""

    reason: Annotated[Mistake, ErrorMessage("Choose what went wrong.")]


def editor(asking: FormContext) -> Editor:
    """Who puts something right or takes it back: this user, now, under the id of this command."""
    here = asking.here
    return Editor(asking.command_id, asking.user.id, here.zone, here.now())


def _instruments(here: ServiceContext) -> dict[str, str]:
    """The name of every instrument, by its code."""
    library = library_of(here.settings)
    return {code: library.get(code).name for code in library.codes}


@router.get("/journey/{journey_id:uuid}/noted")
async def show_noted(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/<id>/noted: what was noted by hand and can be put right or taken back."""
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "what was noted")
        rows = await noted_store.noted(tx, journey_id, MOST_SHOWN)
    names = _instruments(here)
    return render(request, "journey/noted.html", person=person, rows=rows, words_of=noted.words_of, names=names)


async def correct_contact(asking: FormContext, wish: ContactForm) -> Event:
    """POST /journey/<id>/check-ins/<check_in_id>/put-right: correct a contact."""
    contact = await check_ins_store.check_in_of(asking.tx, asking.journey.id, asking.named("check_in_id"))
    return noted.correct_contact(asking.journey, contact, wish.on, wish.mode, wish.note, editor(asking))


async def correct_moment(asking: FormContext, wish: CorrectMomentForm) -> Event:
    """POST /journey/<id>/moments/<moment_id>/put-right: correct a moment of connection."""
    moment = await moments_store.moment(asking.tx, asking.named("moment_id"))
    return noted.correct_moment(asking.journey, moment, wish.on, wish.kind, wish.words, editor(asking))


async def correct_debrief(asking: FormContext, wish: CorrectDebriefForm) -> Event:
    """POST /journey/<id>/debriefs/<debrief_id>/put-right: correct a debrief."""
    found = await moments_store.open_debrief(asking.tx, asking.journey.id, asking.named("debrief_id"))
    return noted.correct_debrief(asking.journey, dict(found), wish.on, wish.would_go_again, wish.note, editor(asking))


async def contact_was_a_mistake(asking: FormContext, wish: MistakeForm) -> Event:
    """POST /journey/<id>/check-ins/<check_in_id>/mistake: take a contact back."""
    contact = await check_ins_store.check_in_of(asking.tx, asking.journey.id, asking.named("check_in_id"))
    return noted.contact_was_a_mistake(asking.journey, contact, wish.reason, editor(asking))


async def moment_was_a_mistake(asking: FormContext, wish: MistakeForm) -> Event:
    """POST /journey/<id>/moments/<moment_id>/mistake: take a moment of connection back."""
    moment = await moments_store.moment(asking.tx, asking.named("moment_id"))
    return noted.moment_was_a_mistake(asking.journey, moment, wish.reason, editor(asking))


async def visit_was_a_mistake(asking: FormContext, wish: MistakeForm) -> Event:
    """POST /journey/<id>/visits/<visit_id>/mistake: take a visit back."""
    visit = await _step(asking, "visit_id", *WENT)
    return noted.visit_was_a_mistake(asking.journey, visit, wish.reason, editor(asking))


async def settling_was_a_mistake(asking: FormContext, wish: MistakeForm) -> Event:
    """POST /journey/<id>/settlings/<settling_id>/mistake: take back that they settled in."""
    step = await _step(asking, "settling_id", "settled")
    return noted.settling_was_a_mistake(asking.journey, step, wish.reason, editor(asking))


async def stopping_was_a_mistake(asking: FormContext, wish: MistakeForm) -> Event:
    """POST /journey/<id>/stoppings/<stop_id>/mistake: take back that they stopped going."""
    step = await _step(asking, "stop_id", "stopped")
    return noted.stopping_was_a_mistake(asking.journey, step, wish.reason, editor(asking))


async def _step(asking: FormContext, part: str, *steps: str) -> StepRecord:
    return await last_mile_store.step_noted(asking.tx, asking.journey.participant_id, asking.named(part), *steps)


async def pause_was_a_mistake(asking: FormContext, wish: MistakeForm) -> Event:
    """POST /journey/<id>/pauses/<pause_id>/mistake: take a pause back."""
    paused = named_pause(await rhythms_store.pauses(asking.tx, asking.journey.id), asking.request)
    return noted.pause_was_a_mistake(asking.journey, paused, wish.reason, editor(asking))


async def practice_was_a_mistake(asking: FormContext, wish: MistakeForm) -> Event:
    """POST /journey/<id>/practised/<place_id>/mistake: take back whether they came to practise."""
    place = await practice_sessions_store.attendance_noted(asking.tx, asking.journey.id, asking.named("place_id"))
    said = (place["id"], place["session_id"], place["noted_at"])
    return noted.practice_was_a_mistake(asking.journey, *said, wish.reason, editor(asking))


async def measure_was_a_mistake(asking: FormContext, wish: MistakeForm) -> Event:
    """POST /journey/<id>/measures/taken/<measure_id>/mistake: take answers to a questionnaire back."""
    found = await measures_store.measure_noted(asking.tx, asking.journey.id, asking.named("measure_id"))
    return noted.measure_was_a_mistake(asking.journey, found["id"], found["taken_on"], wish.reason, editor(asking))


async def follow_up_was_a_mistake(asking: FormContext, wish: MistakeForm) -> Event:
    """POST /journey/<id>/follow-ups/<follow_up_id>/mistake: take a follow-up back."""
    follow_up_id = asking.named("follow_up_id")
    at = await course_store.follow_up_held(asking.tx, asking.journey.id, follow_up_id)
    return noted.follow_up_was_a_mistake(asking.journey, follow_up_id, at, wish.reason, editor(asking))


ASKS: Mapping[str, tuple[str, str, list[tuple[str, str]], str]] = {
    "contact": ("mode", "How were you in touch?", list(check_ins.HELD.items()), "note"),
    "moment": ("kind", "What was it?", [(kind, said.capitalize()) for kind, said in moments.KINDS.items()], "words"),
    "debrief": ("would_go_again", "Would they go again?", list(debriefs.AGAIN.items()), "note"),
}
"""By what was noted: its field, the question, the choices and the name of its words."""


async def _as_it_stands(tx: Transaction, person: Person, request: Request, about: str, named: str) -> Record:
    """What the address names, as it is noted now; NotFound for what is not this person's, or is gone already."""
    return await noted_store.one_noted(tx, person.journey_id, about, UUID(str(request.path_params[named])))


def _puts_right(door: str, named: str, about: str, form: Any, decide: Any, labels: wholes.Labels) -> None:
    async def context(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
        return {"asks": ASKS[about]}

    async def stands(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
        one, (code, _, _, words) = await _as_it_stands(tx, person, request, about, named), ASKS[about]
        on = one["on_day"] or request.app.state.here.day_of(one["at"])
        return {code: one["code"], "on": on, words: one["words"]}

    says = "Put right. What stood before stays in their story."
    form_page(router,
        FormPage(f"{door}/{{{named}:uuid}}/put-right", f"{about}-put-right", form, decide, lambda _: says, context,
             part=PART, stands=stands, labels=labels, template="put-right")
    )  # fmt: skip


def _takes_back(door: str, named: str, about: str, decide: Any) -> None:
    async def context(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
        one = await _as_it_stands(tx, person, request, about, named)
        names = _instruments(request.app.state.here)
        return {"one": one, "words_of": noted.words_of, "names": names, "mistakes": list(noted.MISTAKES.items())}

    async def stands(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
        return {"noted": tuple(await _as_it_stands(tx, person, request, about, named))}

    says = "Taken back. It does not count; that it was noted, and why not, stays in their story."
    form_page(router,
        FormPage(f"{door}/{{{named}:uuid}}/mistake", f"{about}-mistake", MistakeForm, decide, lambda _: says, context,
             part=PART, stands=stands, template="mistake")
    )  # fmt: skip


CONTACT, MOMENT = ("check-ins", "check_in_id", "contact"), ("moments", "moment_id", "moment")
_puts_right(*CONTACT, ContactForm, correct_contact, {"mode": check_ins.HELD})
_puts_right(*MOMENT, CorrectMomentForm, correct_moment, {"kind": moments.KINDS})
_puts_right("debriefs", "debrief_id", "debrief", CorrectDebriefForm, correct_debrief,
            {"would_go_again": debriefs.AGAIN})  # fmt: skip
_takes_back(*CONTACT, contact_was_a_mistake)
_takes_back(*MOMENT, moment_was_a_mistake)
_takes_back("visits", "visit_id", "visit", visit_was_a_mistake)
_takes_back("settlings", "settling_id", "settling", settling_was_a_mistake)
_takes_back("stoppings", "stop_id", "stopping", stopping_was_a_mistake)
_takes_back("pauses", "pause_id", "pause", pause_was_a_mistake)
_takes_back("practised", "place_id", "practice", practice_was_a_mistake)
_takes_back("measures/taken", "measure_id", "measure", measure_was_a_mistake)
_takes_back("follow-ups", "follow_up_id", "follow_up", follow_up_was_a_mistake)
