"""How a small page works, and one tap: one form about one person, one decision, one event."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from services.journey.core.pages.access import LinkWorker
from services.journey.core.pages.looking import looked_at, their_journey
from services.journey.core.rules import days
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.people import Person
from services.journey.core.store import people as people_store
from services.journey.core.store.recording import record
from services.journey.form_pages import store
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.kernel.refusal import NotFound, Refused
from shared.persistence.database import Transaction
from shared.persistence.outbox import NothingChanged
from shared.web import forms, wholes
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from . import drafts

Wish = TypeVar("Wish", bound=forms.Form)
Words = Annotated[str, Field(max_length=4000)]
OnDay = Annotated[date, ErrorMessage("Write the day like 27/3/2026.")] | None
"""On which day it was; left empty it is today."""
Stands = Callable[[Transaction, Person, Request], Awaitable[Mapping[str, Any]]]
OneToTen = Annotated[int, Field(ge=1, le=10)]


@dataclass(frozen=True)
class FormContext:
    """What the decision behind a form or button works with: transaction, journey, request and user."""

    tx: Transaction
    here: ServiceContext
    journey: Journey
    request: Request
    user: User
    command_id: UUID

    def named(self, part: str) -> UUID:
        """What a part of the address names, for example `goal_id`."""
        return UUID(str(self.request.path_params[part]))


def when(asking: FormContext, on: date | None) -> days.When:
    """The day that something happened on; Refused where it cannot be, see `days.when`."""
    here = asking.here
    return days.when(asking.journey, on, here.zone, here.now())


async def nothing_more(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """No context: for a page that needs nothing beside its form."""
    return {}


@dataclass(frozen=True)
class FormPage(Generic[Wish]):
    """One small page: its form, the decision (one event or several at once), and what is said of the first."""

    path: str
    name: str
    form: type[Wish]
    decide: Callable[[FormContext, Wish], Awaitable[Event | Sequence[Event]]]
    says: Callable[[Any], str]
    context: Callable[[Transaction, Person, Request], Awaitable[Mapping[str, Any]]] = nothing_more
    known: Callable[[Person], Mapping[str, Any]] = lambda person: {}
    stands: Stands | None = None
    """For a form that says what it began from (a `Whole`): what stands there now, by its fields' names."""
    labels: wholes.Labels = field(default_factory=dict)
    """What the codes in those fields are called."""
    part: str = ""
    """Where on the person's page one comes back to, for example `#goals`."""
    undo: Callable[[Any], str] | None = None
    """The door under the person's address that takes it back, for example `moments/<id>/take-back`. Offered once."""
    template: str = ""
    """The template's name, where several pages share one."""
    goes: Callable[[User, Event | None, UUID], str] | None = None
    """Where one goes afterwards, if not back to the person's page; without an event it was a second click."""


def back_to(journey_id: UUID, part: str, says: str | None, undo: str | None = None) -> Response:
    """Redirect to the person's page, saying what was done: at `part`, or on top with the one chance to undo it."""
    return redirect(f"/journey/{journey_id}{f'?undo={undo}' if undo else part}", says)


def form_page(router: APIRouter, step: FormPage[Any]) -> None:
    """Add a form page to the router: GET shows the form, POST carries it out once and goes back to the person."""

    @router.get(f"/journey/{{journey_id:uuid}}/{step.path}", name=step.name)
    async def show(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
        return await _shown(step, request, journey_id, here, user, None)

    @router.post(f"/journey/{{journey_id:uuid}}/{step.path}", name=f"{step.name}: carry out")
    async def carry_out(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
        form = await forms.read(request, step.form)
        if wish := form.wish:
            says, undo, first = None, None, None
            with form.refusals():
                try:
                    async with here.once(wish) as tx:
                        if tx:
                            first = await _carried_out(step, tx, request, journey_id, here, user, form)
                            says, undo = step.says(first), step.undo and step.undo(first)
                except NothingChanged:
                    raise Refused("This has been done already. Look at the person’s page.", conflict=True) from None
                if step.goes:
                    return redirect(step.goes(user, first, journey_id), says)
                return back_to(journey_id, step.part, says, undo)
        return await _shown(step, request, journey_id, here, user, form)


async def _carried_out(
    step: FormPage[Any],
    tx: Transaction,
    request: Request,
    journey_id: UUID,
    here: ServiceContext,
    user: User,
    form: Any,
) -> Event | None:
    """What was decided is written; the first event of it, None where nothing is different from before."""
    journey = await their_journey(tx, user, journey_id)
    if step.stands:
        person = await people_store.person(tx, journey_id)
        wholes.must_be_as_it_began(form, await _standing(step.stands, tx, person, request, form))
    decided = await step.decide(FormContext(tx, here, journey, request, user, form.wish.command_id), form.wish)
    events = [decided] if isinstance(decided, Event) else decided
    for event in events:
        await record(tx, event)
    await store.drop_draft(tx, user.id, request.url.path)
    return events[0] if events else None


async def _shown(
    step: FormPage[Any], request: Request, journey_id: UUID, here: ServiceContext, user: User, form: Any
) -> Response:
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, step.name)
        draft = await store.draft(tx, user.id, request.url.path) if form is None else None
        stands = await _standing(step.stands, tx, person, request, form) if step.stands else None
        more = await step.context(tx, person, request)
    taken_up = draft is not None and request.query_params.get("draft") == "on"
    form = form or _begun(step, person, stands)
    if draft and taken_up:
        drafts.take_up(form, draft)
    if stands is not None:
        wholes.show_newer(form, stands, step.labels)
    context = {"person": person, "form": form, "action": request.url.path, "draft": draft, "taken_up": taken_up}
    return render(request, f"journey/{step.template or step.name}.html", status=form.status, **context | dict(more))


async def _standing(
    stands: Stands, tx: Transaction, person: Person, request: Request, form: forms.BoundForm[Any] | None
) -> Mapping[str, Any]:
    """What stands there now; Refused where nothing does any more of what the page of this form had shown."""
    try:
        return await stands(tx, person, request)
    except NotFound:
        if form and form.value(forms.BEGAN_FROM):
            raise Refused(wholes.GONE, conflict=True) from None
        raise


def _begun(step: FormPage[Any], person: Person, stands: Mapping[str, Any] | None) -> Any:
    form = forms.filled(step.form, step.known(person))
    if stands is not None:
        wholes.begin(form, stands)
    return form


@dataclass(frozen=True)
class ActionResult:
    """What a button decided, the event of it (none, if there was nothing to do any more), and what is said then."""

    event: Event | None
    says: str
    undo: str | None = None
    """The door under the person's address that takes it back. Offered once."""


def action_button(
    router: APIRouter, path: str, decide: Callable[[FormContext], Awaitable[ActionResult]], *, part: str = ""
) -> None:
    """Add a button to the router: POST under the person's address carries it out once and goes back to `part`."""

    @router.post(f"/journey/{{journey_id:uuid}}/{path}", name=f"{path}: tap")
    async def carry_out(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
        wish, done = (await forms.read(request, forms.ButtonForm)).granted(), None
        async with here.once(wish) as tx:
            if tx:
                journey = await their_journey(tx, user, journey_id)
                done = await decide(FormContext(tx, here, journey, request, user, wish.command_id))
                if done.event:
                    await record(tx, done.event)
        return back_to(journey_id, part, done.says if done else None, done.undo if done else None)
