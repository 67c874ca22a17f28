"""How a journey ends."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Request

from services.journey.domain import journeys
from services.journey.domain.people import Person
from shared.database import Transaction
from shared.events import Event
from shared.service import Here
from shared.web import forms
from shared.web.forms import Says

from .small import Asking, Step, small_page


class CloseForm(forms.Form):
    reason: Annotated[journeys.ClosingReason, Says("Choose why you part ways.")]
    planned: bool = False


async def close_journey(asking: Asking, wish: CloseForm) -> Event:
    return journeys.close(asking.journey, wish.reason, wish.planned, asking.here.now())


async def closing_reasons(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    return {"reasons": list(journeys.REASONS.items())}


async def section(tx: Transaction, person: Person, here: Here) -> dict[str, Any]:
    """What the person's page shows of how the journey goes on."""
    return {"reasons": journeys.REASONS}


small_page(
    Step(
        "close",
        "close",
        CloseForm,
        close_journey,
        lambda _: "The journey is closed. Nobody is asked how they are going any more.",
        closing_reasons,
    )
)
