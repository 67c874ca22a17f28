"""Who goes along with somebody, and their checks."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import Request
from pydantic import Field

from services.journey.core.rules.people import Person
from services.journey.form_pages.pages.small import ActionResult, FormContext, FormPage, action_button, form_page
from services.journey.groups.rules import companions
from services.journey.groups.rules.companions import Kind
from services.journey.groups.store import companions as companions_store
from shared.events import CompanionFound, Event
from shared.persistence.database import Transaction
from shared.web import forms
from shared.web.forms import ErrorMessage

from .last_mile import PART
from .router import router


class CompanionForm(forms.Form):
    """Somebody who goes along: their name, who they are, and the days of their checks."""

    name: Annotated[str, Field(max_length=120), ErrorMessage("Write what the person calls them.")]
    kind: Annotated[Kind, ErrorMessage("Choose who they are.")]
    police_check_on: date | None = None
    children_check_on: date | None = None


async def find_companion(asking: FormContext, wish: CompanionForm) -> Event:
    """POST /journey/<id>/companions: note who goes along with the person."""
    return companions.find(
        asking.journey, wish.command_id, wish.kind, wish.name, wish.police_check_on, wish.children_check_on,
        asking.here.today(), asking.here.now(),
    )  # fmt: skip


async def who_goes_along(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/companions needs: companions, kinds, years a police check holds, today."""
    return {
        "companions": await companions_store.companions(tx, person.journey_id),
        "kinds": list(companions.KINDS.items()),
        "years": max(rule.police_check_years or 0 for rule in companions.RULES.values()),
        "today": request.app.state.here.today(),
    }


def after_finding(event: CompanionFound) -> str:
    """What is said after a companion was noted: whether a police check is still wanting."""
    if event.police_check_on is None:
        return "Noted. They may go along once their police check is noted, too."
    return "Noted. They may go along as long as the check holds."


form_page(
    router,
    FormPage("companions", "companions", CompanionForm, find_companion, after_finding, who_goes_along, part=PART),
)


async def end_companion(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/companions/<companion_id>/ended: the companion goes along no more."""
    companion = await companions_store.companion(asking.tx, asking.journey.id, asking.named("companion_id"))
    return ActionResult(
        companions.end(asking.journey, companion, asking.here.now()), "Noted. They do not go along any more."
    )


action_button(router, "companions/{companion_id:uuid}/ended", end_companion, part=PART)
