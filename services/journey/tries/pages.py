"""Noting a try: one tap on the person's page, or a small page for another day or way; and taking it back."""

from collections.abc import Mapping
from typing import Annotated, Any

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
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.events.contacts import ContactOutcome, ContactWay
from shared.persistence.database import Transaction
from shared.web import forms
from shared.web.forms import ErrorMessage

from . import rules, store

router = APIRouter(include_in_schema=False)


class TryForm(forms.Form):
    """How somebody was tried, on which day, and what came of it."""

    way: Annotated[ContactWay, ErrorMessage("Choose how you tried.")]
    outcome: Annotated[ContactOutcome, ErrorMessage("Choose what came of it.")]
    on: OnDay = None
    note: Words | None = None


async def attempt(asking: FormContext, wish: TryForm) -> Event:
    """POST /journey/<id>/tries: note a try by which nobody was reached."""
    found = when(asking, wish.on)
    return rules.attempt(
        asking.journey, wish.command_id, wish.way, wish.outcome, found, wish.note, asking.user.id, asking.here.now()
    )


async def noted(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What the page needs: everything noted so far, and the words of ways and outcomes."""
    return {
        "attempts": await store.attempts(tx, person.journey_id),
        "ways": list(rules.OURS.items()),
        "outcomes": list(rules.NOT_REACHED.items()),
    }


async def section(tx: Transaction, person: Person, here: ServiceContext) -> dict[str, Any]:
    """What the person's page shows of it: everything that was tried, as long as the two have not talked."""
    return {"attempts": await store.attempts(tx, person.journey_id) if person.last_contact_at is None else []}


form_page(
    router,
    FormPage(
        "tries",
        "tries",
        TryForm,
        attempt,
        lambda _: "Noted. It is in their story, and counts as no contact.",
        noted,
        known=lambda _: {"way": "call"},
        undo=lambda event: f"tries/{event.attempt_id}/take-back",
    ),
)


async def take_back(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/tries/<attempt_id>/take-back: a try was noted by mistake."""
    attempt_id = asking.named("attempt_id")
    stands = await store.stands(asking.tx, asking.journey.id, attempt_id)
    taken_back = rules.take_back(asking.journey, attempt_id, stands, asking.user.id, asking.here.now())
    return ActionResult(taken_back, "Taken back. It does not count, and what was noted with it is gone.")


action_button(router, "tries/{attempt_id:uuid}/take-back", take_back)
