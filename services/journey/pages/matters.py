"""What matters to the person."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Request

from services.journey import store
from services.journey.domain import matters
from services.journey.domain.people import Person
from shared.database import Transaction
from shared.events import Event
from shared.service import Here
from shared.web import forms
from shared.web.forms import Says

from .small import Asking, Step, Words, small_page


class MattersForm(forms.Form):
    what_matters: Annotated[Words, Says("Write a few of the person's own words about what matters to them.")]
    interests: Words | None = None


async def record_what_matters(asking: Asking, wish: MattersForm) -> Event:
    at = asking.here.now()
    return matters.record_what_matters(asking.journey, wish.command_id, wish.what_matters, wish.interests, at)


async def said_before(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    return {"matters": await store.latest_matters(tx, person.journey_id)}


async def section(tx: Transaction, person: Person, here: Here) -> dict[str, Any]:
    """What the person's page shows of what matters to them."""
    return {"matters": await store.latest_matters(tx, person.journey_id)}


small_page(
    Step("matters", "matters", MattersForm, record_what_matters, lambda _: "Kept in their own words.", said_before)
)
