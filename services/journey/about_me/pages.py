"""What matters to the person: written together, read again, and shown back to them."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from services.journey.core.pages.access import LinkWorker
from services.journey.core.pages.looking import looked_at
from services.journey.core.rules.people import Person
from services.journey.form_pages.pages.small import FormContext, FormPage, form_page
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.persistence.database import Transaction
from shared.web import wholes
from shared.web.rendering import ContextDep, render
from shared.web.session import User

from . import rules as matters
from . import store

router = APIRouter(include_in_schema=False)

Heading = Annotated[str, Field(max_length=2000)] | None
"""What stands under one heading: many of them have to fit into one form."""
GROUPS = (
    ("About me", matters.ABOUT_ME),
    ("What I like, and how I live", matters.LIKES),
    ("What makes it easier", matters.NEEDS),
    ("With whom", (matters.WITH,)),
)


class MattersForm(wholes.Whole):
    """The "About Me" form: a field for each heading of `rules.HEADINGS`, any of which may stay empty."""

    what_matters: Heading = None
    people: Heading = None
    communication: Heading = None
    wellness: Heading = None
    please_do: Heading = None
    support: Heading = None
    also: Heading = None
    interests: Heading = None
    interests_past: Heading = None
    interests_future: Heading = None
    personal_values: Heading = None
    habits: Heading = None
    adjustments: Heading = None
    interpreter: Heading = None
    written_with: Heading = None

    @property
    def said(self) -> dict[str, str | None]:
        return {heading.name: getattr(self, heading.name) for heading in matters.HEADINGS}


async def record_what_matters(asking: FormContext, wish: MattersForm) -> Event:
    """POST /journey/<id>/matters: record what matters to the person, in their own words."""
    return matters.record_what_matters(asking.journey, wish.command_id, wish.said, asking.here.now())


async def said_before(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/matters needs beside its form: `matters` (the latest, or None) and `groups`."""
    return {"matters": await store.latest_matters(tx, person.journey_id), "groups": GROUPS}


async def words_now(tx: Transaction, journey_id: UUID) -> Mapping[str, str | None]:
    """The latest "About Me" words by heading, to fill the form, so that only what is different is written."""
    last = await store.latest_matters(tx, journey_id)
    return last.words if last else {heading.name: None for heading in matters.HEADINGS}


async def section(tx: Transaction, person: Person, here: ServiceContext) -> dict[str, Any]:
    """What the person's page shows of what matters to them."""
    return {"matters": await store.latest_matters(tx, person.journey_id)}


form_page(router,
    FormPage(
        "matters", "matters", MattersForm, record_what_matters, lambda _: "Kept in their own words.", said_before,
        part="#matters", stands=lambda tx, person, _: words_now(tx, person.journey_id),
    )
)  # fmt: skip


@router.get("/journey/{journey_id:uuid}/matters/said")
async def show_back(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/<id>/matters/said: the latest "About Me" in large type, to show the person or to print."""
    return await _show_back(request, journey_id, None, here, user)


@router.get("/journey/{journey_id:uuid}/matters/said/{matters_id:uuid}")
async def show_back_from_then(
    request: Request, journey_id: UUID, matters_id: UUID, here: ContextDep, user: LinkWorker
) -> Response:
    """GET /journey/<id>/matters/said/<matters_id>: an earlier "About Me" version, in large type."""
    return await _show_back(request, journey_id, matters_id, here, user)


async def _show_back(
    request: Request, journey_id: UUID, matters_id: UUID | None, here: ServiceContext, user: User
) -> Response:
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "what they said")
        versions = await store.matters_versions(tx, journey_id)
        said = await (
            store.matters_of_then(tx, journey_id, matters_id) if matters_id else store.latest_matters(tx, journey_id)
        )
    return render(request, "journey/matters-said.html", person=person, said_then=said, versions=versions)
