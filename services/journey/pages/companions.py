"""Who goes along with somebody, and their checks."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from services.journey import store
from services.journey.domain import companions
from services.journey.domain.companions import Kind
from services.journey.domain.people import Person
from shared.database import Transaction
from shared.events import CompanionFound, Event
from shared.web import forms
from shared.web.forms import Says
from shared.web.pages import HereDep, redirect

from .last_mile import PART
from .looking import Tap, today
from .router import LinkWorker, must_be_theirs, pages
from .small import Asking, Step, small_page


class CompanionForm(forms.Form):
    name: Annotated[str, Field(max_length=120), Says("Write what the person calls them.")]
    kind: Annotated[Kind, Says("Choose who they are.")]
    police_check_on: date | None = None
    children_check_on: date | None = None


async def find_companion(asking: Asking, wish: CompanionForm) -> Event:
    return companions.find(
        asking.journey, wish.command_id, wish.kind, wish.name, wish.police_check_on, wish.children_check_on,
        today(asking.here), asking.here.now(),
    )  # fmt: skip


async def who_goes_along(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    return {
        "companions": await store.companions(tx, person.journey_id),
        "kinds": list(companions.KINDS.items()),
        "years": max(rule.police_check_years or 0 for rule in companions.RULES.values()),
        "today": today(request.app.state.here),
    }


def after_finding(event: CompanionFound) -> str:
    if event.police_check_on is None:
        return "Noted. They may go along once their police check is noted, too."
    return "Noted. They may go along as long as the check holds."


small_page(Step("companions", "companions", CompanionForm, find_companion, after_finding, who_goes_along, part=PART))


@pages.post("/journey/{journey_id:uuid}/companions/{companion_id:uuid}/ended")
async def end_companion(
    request: Request, journey_id: UUID, companion_id: UUID, here: HereDep, user: LinkWorker
) -> Response:
    wish = (await forms.read(request, Tap)).granted()
    async with here.once(wish.command_id) as tx:
        if tx:
            journey = await store.journey(tx, journey_id)
            must_be_theirs(user, journey)
            companion = await store.companion(tx, journey_id, companion_id)
            await store.record(tx, companions.end(journey, companion, here.now()))
    return redirect(f"/journey/{journey_id}{PART}", "Noted. They do not go along any more.")
