"""Safety notes: written on a person's page, looked after by a clinician or the Lead, and seen first everywhere."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID, uuid5

from asyncpg import Record
from fastapi import APIRouter, Depends, Request, Response

from services.journey.core.pages.access import staff_names
from services.journey.core.rules.people import Card, Person
from services.journey.core.store.recording import record
from services.journey.form_pages.pages.small import ActionResult, FormContext, FormPage, Words, action_button, form_page
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.kernel.refusal import NotFound, Refused
from shared.persistence import access_log
from shared.persistence.database import Transaction
from shared.rules import safety_script
from shared.rules.safety_script import Script
from shared.web import forms, wholes
from shared.web.access import May
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User, stay, visit_of

from . import rules as safety
from . import store
from .rules import EscalateTo

router = APIRouter(include_in_schema=False)

Looks = Annotated[User, Depends(May("read_safety_notes"))]
DEFAULT_SCRIPT = Path(__file__).with_name("safety.json")


class RaiseForm(forms.Form):
    """A safety note: what it is about, in which words, how urgent it is, and who should look at it."""

    kind: Annotated[safety.Kind, ErrorMessage("Choose what it is about.")]
    words: Words | None = None
    urgency: Annotated[safety.Urgency, ErrorMessage("Choose how soon somebody should look at it.")]
    escalate_to: Annotated[EscalateTo, ErrorMessage("Choose who should look at it.")]


class EscalateForm(wholes.Whole):
    """Passing a safety note on: to which role, and how urgent it is now."""

    escalate_to: Annotated[EscalateTo, ErrorMessage("Choose who should look at it.")]
    urgency: Annotated[safety.Urgency, ErrorMessage("Choose how soon somebody should look at it.")]


class CloseNoteForm(forms.Form):
    """Closing a safety note: what was done, and words to it."""

    outcome: Annotated[safety.Outcome, ErrorMessage("Choose what was done.")]
    words: Words | None = None


def script_of(here: ServiceContext) -> Script:
    """What to say and do when something worries somebody: the Local's own script, or the one that comes along."""
    settings = here.settings
    return _read(settings.safety_script or DEFAULT_SCRIPT).of(settings.local_name, settings.phone)


@cache
def _read(path: Path) -> Script:
    return safety_script.read(path)


def who_looks(here: ServiceContext) -> list[tuple[EscalateTo, str]]:
    """Who a note can go to: a clinician, where the Local has one, and the Lead."""
    roles = {person.role for person in here.settings.staff}
    return [(name, words[0].upper() + words[1:]) for name, words in safety.ROLES.items() if name in roles]


def first_of(here: ServiceContext) -> EscalateTo:
    """The role that a note goes to where nobody chooses: the first that somebody here has, else the Lead."""
    found = who_looks(here)
    return found[0][0] if found else "lead"


async def section(tx: Transaction, person: Person, here: ServiceContext) -> dict[str, Any]:
    """The safety notes on top of the person's page, and the reply that one tap makes a note of."""
    reply = await store.last_reply(tx, person.journey_id) if person.asked and person.asked.words else None
    noted = reply is not None and await store.safety_note_is_there(tx, _from_reply(reply["id"]))
    return {
        "safety_notes": await store.open_notes_about(tx, person.participant_id),
        "safety_kinds": safety.KINDS,
        "safety_needed": safety.NEEDED,
        "safety_roles": safety.ROLES,
        "safety_names": staff_names(here),
        "worrying_reply": None if noted else reply,
    }


def _from_reply(check_in_id: UUID) -> UUID:
    return uuid5(check_in_id, "safety")


# On the person's page


async def raise_note(asking: FormContext, wish: RaiseForm) -> Event:
    """POST /journey/<id>/safety: raise a safety note about the person."""
    return safety.raise_note(
        asking.journey, wish.command_id, wish.kind, wish.urgency, wish.escalate_to, wish.words, asking.here.now()
    )


async def how_to_raise(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/safety needs: the safety script, kinds, urgencies, and roles that can look at it."""
    here: ServiceContext = request.app.state.here
    return {
        "script": script_of(here),
        "kinds": [(kind, words) for kind, words in safety.KINDS.items() if kind != "measure"],
        "urgencies": list(safety.URGENCIES.items()),
        "roles": who_looks(here),
    }


def said_of(event: Any) -> str:
    """What is said after a safety note was raised."""
    return f"Written. It stands before everything else, and {safety.ROLES[event.escalate_to]} looks at it."


form_page(router, FormPage("safety", "safety-raise", RaiseForm, raise_note, said_of, how_to_raise, part="#safety"))


async def raise_from_reply(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/safety/reply/<check_in_id>: raise a note from the person's own words, once."""
    reply, to = await store.last_reply(asking.tx, asking.journey.id), first_of(asking.here)
    if reply is None or reply["id"] != asking.named("check_in_id"):
        raise Refused("They have written something newer. Look at their page.", conflict=True)
    safety_id = _from_reply(reply["id"])
    there = await store.safety_note_is_there(asking.tx, safety_id)
    note = safety.raise_note(
        asking.journey, safety_id, "worrying_answer", "today", to, reply["words"], asking.here.now()
    )
    return ActionResult(None if there else note, f"Written. It goes to {safety.ROLES[to]} today.")


action_button(router, "safety/reply/{check_in_id:uuid}", raise_from_reply, part="#safety")


# For whoever looks after them


@router.get("/journey/safety")
async def show_notes(request: Request, here: ContextDep, user: Looks) -> Response:
    """GET /journey/safety: open safety notes, the most urgent first; a link worker sees their own people's."""
    async with here.db.transaction() as tx:
        notes = await store.open_notes(tx, None if user.may("read_every_safety_note") else user.id)
        if user.may("wait_for_safety_notes"):
            stay(request)  # their page stands open for whatever comes
        if not visit_of(request).live:  # a page that refreshes itself is not somebody who looks
            for participant_id in {note["participant_id"] for note in notes}:
                await access_log.looked(tx, user, participant_id, "safety notes", here.now())
    shown = [(note, _card(note)) for note in notes]
    return render(request, "journey/safety-notes.html", notes=shown, script=script_of(here), **_words(here, user))


@router.get("/journey/safety/{safety_id:uuid}")
async def show_note(request: Request, safety_id: UUID, here: ContextDep, user: Looks) -> Response:
    """GET /journey/safety/<safety_id>: one safety note, and the turns it took."""
    return await _shown(request, safety_id, here, user)


@router.post("/journey/safety/{safety_id:uuid}/seen")
async def take_on(request: Request, safety_id: UUID, here: ContextDep, user: Looks) -> Response:
    """POST /journey/safety/<safety_id>/seen: take a safety note on."""
    wish = (await forms.read(request, forms.ButtonForm)).granted()
    async with here.once(wish) as tx:
        if tx:
            await _may_see(tx, safety_id, user)
            note = await store.safety_note(tx, safety_id)
            await record(tx, safety.see_note(note, user.id, here.now(), takes_on=_takes_on(user)))
    return redirect(f"/journey/safety/{safety_id}", "It is with you now. Their link worker sees that.")


@router.post("/journey/safety/{safety_id:uuid}/escalate")
async def pass_on(request: Request, safety_id: UUID, here: ContextDep, user: Looks) -> Response:
    """POST /journey/safety/<safety_id>/escalate: pass a safety note on, or change how urgent it is."""
    form = await forms.read(request, EscalateForm, prefix="escalate-")
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await _may_see(tx, safety_id, user)
                    note = await store.safety_note(tx, safety_id)
                    wholes.must_be_as_it_began(form, _goes_to(note.escalate_to, note.urgency))
                    await record(tx, safety.escalate(note, wish.escalate_to, wish.urgency, here.now()))
            says = f"Passed on: {safety.ROLES[wish.escalate_to]} looks at it, {safety.URGENCIES[wish.urgency].lower()}."
            return redirect(f"/journey/safety/{safety_id}", says)
    return await _shown(request, safety_id, here, user, escalating=form)


@router.post("/journey/safety/{safety_id:uuid}/close")
async def close_note(request: Request, safety_id: UUID, here: ContextDep, user: Looks) -> Response:
    """POST /journey/safety/<safety_id>/close: close a safety note with what was done."""
    form = await forms.read(request, CloseNoteForm)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await _may_see(tx, safety_id, user)
                    note = await store.safety_note(tx, safety_id)
                    closed = safety.close_note(
                        note, wish.outcome, user.id, wish.words, here.now(), takes_on=_takes_on(user)
                    )
                    await record(tx, closed)
            return redirect("/journey/safety", "Closed, with what was done. Thank you for looking after them.")
    return await _shown(request, safety_id, here, user, closing=form)


async def _shown(
    request: Request, safety_id: UUID, here: ServiceContext, user: User, escalating: Any = None, closing: Any = None
) -> Response:
    async with here.db.transaction() as tx:
        note = await _may_see(tx, safety_id, user)
        await access_log.looked(tx, user, note["participant_id"], "safety note", here.now())
        turns = await store.note_turns(tx, safety_id)
    stands = _goes_to(note["escalate_to"], note["urgency"])
    if escalating is None:
        wholes.begin(escalating := forms.blank(EscalateForm, prefix="escalate-"), stands)
    elif escalating.status == 409:
        wholes.show_newer(escalating, stands, {"escalate_to": safety.ROLES, "urgency": safety.URGENCIES})
    refused = next((form for form in (escalating, closing) if form and form.errors), None)
    return render(
        request,
        "journey/safety-note.html",
        status=refused.status if refused else 200,
        note=note,
        card=_card(note),
        turns=turns,
        script=script_of(here),
        refused=refused,
        escalating=escalating,
        closing=closing or forms.blank(CloseNoteForm),
        roles=who_looks(here),
        **_words(here, user),
    )


def _goes_to(role: EscalateTo, urgency: safety.Urgency) -> dict[str, Any]:
    """Where a note stands, to fill the form that passes it on."""
    return {"escalate_to": role, "urgency": urgency}


async def _may_see(tx: Transaction, safety_id: UUID, user: User) -> Record:
    """The note, if it is this user's to see: a link worker sees those about their own people."""
    note = await store.note_to_show(tx, safety_id)
    if not user.may("read_every_safety_note") and note["link_worker_id"] != user.id:
        raise NotFound(user.id)
    return note


def _takes_on(user: User) -> bool:
    return user.may("take_on_safety_notes")


def _words(here: ServiceContext, user: User) -> dict[str, Any]:
    return {
        "kinds": safety.KINDS,
        "urgencies": safety.URGENCIES,
        "needed": safety.NEEDED,
        "outcomes": safety.OUTCOMES,
        "named": safety.ROLES,
        "names": staff_names(here),
        "takes_on": _takes_on(user),
    }


def _card(note: Record) -> Card | None:
    """How to reach the person, once their card has arrived here."""
    return Card.of(dict(note)) if note["name"] is not None else None
