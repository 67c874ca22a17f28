"""Looking back together, and moments of connection."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request

from services.journey.core.rules.people import Person
from services.journey.form_pages.pages.small import (
    ActionResult,
    FormContext,
    FormPage,
    OnDay,
    Words,
    action_button,
    form_page,
    when,
)
from shared.events import DebriefHeld, Event
from shared.persistence.database import Transaction
from shared.web import forms
from shared.web.forms import ErrorMessage

from . import store
from .rules import debriefs, moments

router = APIRouter(include_in_schema=False)


class DebriefForm(forms.Form):
    """A debrief: whether they would go again, on which day it was held, and a note."""

    would_go_again: Annotated[
        debriefs.WouldGoAgain, ErrorMessage("Choose what they said. They may also rather not say.")
    ]
    on: OnDay = None
    note: Words | None = None


def debrief_asked(request: Request) -> UUID:
    """The id of the debrief that the address names."""
    return UUID(str(request.path_params["debrief_id"]))


async def hold_debrief(asking: FormContext, wish: DebriefForm) -> Event:
    """POST /journey/<id>/debriefs/<debrief_id>: record that the two looked back at a first visit."""
    found = await store.open_debrief(asking.tx, asking.journey.id, debrief_asked(asking.request))
    told = when(asking, wish.on).told
    return debriefs.hold(asking.journey, found["id"], wish.would_go_again, wish.note, asking.here.now(), **told)


async def what_it_was(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/debriefs/<debrief_id> needs: `debrief`, and `again`, the answers to choose from."""
    found = await store.open_debrief(tx, person.journey_id, debrief_asked(request))
    return {"debrief": found, "again": list(debriefs.AGAIN.items())}


def after_debrief(event: DebriefHeld) -> str:
    """What is said after a debrief was recorded."""
    if event.would_go_again == "no":
        return "Noted. Not every place fits; you can look for another one together."
    return "Noted. It is in their story."


class MomentForm(forms.Form):
    """A moment of connection: what it was, on which day, and in which words."""

    kind: Annotated[moments.Kind, ErrorMessage("Choose what it was.")]
    on: OnDay = None
    words: Words | None = None


async def note_moment(asking: FormContext, wish: MomentForm) -> Event:
    """POST /journey/<id>/moments: note a moment of connection."""
    told = when(asking, wish.on).told
    return moments.note(asking.journey, wish.command_id, wish.kind, wish.words, asking.here.now(), **told)


async def moment_kinds(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/moments needs: `kinds`, as (kind, words)."""
    return {"kinds": [(kind, words[0].upper() + words[1:]) for kind, words in moments.KINDS.items()]}


form_page(
    router, FormPage("debriefs/{debrief_id:uuid}", "debrief", DebriefForm, hold_debrief, after_debrief, what_it_was)
)
form_page(
    router,
    FormPage(
        "moments",
        "moment",
        MomentForm,
        note_moment,
        lambda _: "Noted. This is what the work is for.",
        moment_kinds,
        undo=lambda event: f"moments/{event.moment_id}/take-back",
    ),
)


async def take_moment_back(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/moments/<moment_id>/take-back: a moment was noted by mistake."""
    moment = await store.moment(asking.tx, asking.named("moment_id"))
    taken_back = moments.take_back(asking.journey, moment, asking.here.now()) if moment else None
    return ActionResult(taken_back, "Taken back. It is as if it had not been noted.")


action_button(router, "moments/{moment_id:uuid}/take-back", take_moment_back)
