"""Keeping somebody safe: one page for everybody who may hear that contact is not, or that there is violence."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.referral import commands, store
from services.referral.domain.asking import Note
from services.referral.pages import words
from services.referral.store.recording import record
from shared.context.service_context import ServiceContext, Wish
from shared.events import ParticipantCardUpdated
from shared.events.referral import Protection
from shared.persistence import access_log
from shared.web import forms
from shared.web.access import May
from shared.web.forms import BoundForm, ErrorMessage, Form
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from . import rules

pages = APIRouter(include_in_schema=False)
Protects = Annotated[User, Depends(May("protect_people"))]
Lifts = Annotated[User, Depends(May("lift_protection"))]
PATH = "/referral/protection/{participant_id:uuid}"
TELL_NONE = [
    ("family", "Family, carers and friends"),
    ("whoever_referred", "Whoever referred them"),
    ("everybody", "Anybody outside this team"),
]


class NotSafeForm(Form):
    """Says that contact is not safe; there need not be a word about it."""

    note: Note | None = None


class ViolenceForm(Form):
    """Says to whom nothing goes any more because of violence in the family."""

    tell_none_of: Annotated[Protection, ErrorMessage("Choose who is to be told nothing")]
    note: Note | None = None


class LiftForm(Form):
    """Lifts it, and says why."""

    because: Annotated[Note, ErrorMessage("Write who decided this, and what has changed")]


@dataclass
class ProtectionForms:
    """The three forms of the page; those not sent are blank."""

    not_safe: BoundForm[NotSafeForm] = field(default_factory=lambda: forms.blank(NotSafeForm, "not-safe-"))
    violence: BoundForm[ViolenceForm] = field(default_factory=lambda: BoundForm(ViolenceForm, prefix="violence-"))
    lift: BoundForm[LiftForm] = field(default_factory=lambda: BoundForm(LiftForm, prefix="lift-"))

    @property
    def sent(self) -> BoundForm[Any]:
        """The form that came back with something to mend; else one without."""
        return next((each for each in (self.violence, self.lift) if each.errors), self.not_safe)


@pages.get(PATH)
async def protection(request: Request, participant_id: UUID, user: Protects, here: ContextDep) -> Response:
    """GET /referral/protection/{participant_id}: what keeps somebody safe, and what may be said about it at once."""
    return await _page(request, participant_id, user, here, ProtectionForms())


@pages.post(f"{PATH}/not-safe")
async def not_safe(request: Request, participant_id: UUID, user: Protects, here: ContextDep) -> Response:
    """POST /referral/protection/{participant_id}/not-safe: contact is not safe, from this moment on."""
    form = await forms.read(request, NotSafeForm, prefix="not-safe-")
    if wish := form.wish:
        with form.refusals():
            await _change(
                here, wish, participant_id, user,
                lambda card: rules.not_safe(card, wish.note, user.id, here.now()),
            )  # fmt: skip
            says = "Noted. No message leaves, and everybody who works with them sees it within seconds."
            return redirect(f"/referral/protection/{participant_id}", says=says)
    return await _page(request, participant_id, user, here, ProtectionForms(not_safe=form))


@pages.post(f"{PATH}/violence")
async def violence(request: Request, participant_id: UUID, user: Protects, here: ContextDep) -> Response:
    """POST /referral/protection/{participant_id}/violence: nothing goes to these any more, whatever was agreed."""
    form = await forms.read(request, ViolenceForm, prefix="violence-")
    if wish := form.wish:
        with form.refusals():
            await _change(
                here, wish, participant_id, user,
                lambda card: rules.tell_none(card, wish.tell_none_of, wish.note, user.id, here.now()),
            )  # fmt: skip
            says = "Noted. It holds from now on, before everything that was agreed."
            return redirect(f"/referral/protection/{participant_id}", says=says)
    return await _page(request, participant_id, user, here, ProtectionForms(violence=form))


@pages.post(f"{PATH}/violence/lifted")
async def lifted(request: Request, participant_id: UUID, user: Lifts, here: ContextDep) -> Response:
    """POST /referral/protection/{participant_id}/violence/lifted: what the person agreed to holds again."""
    form = await forms.read(request, LiftForm, prefix="lift-")
    if wish := form.wish:
        with form.refusals():
            await _change(
                here, wish, participant_id, user,
                lambda card: rules.lift(card, wish.because, user.id, here.now()),
            )  # fmt: skip
            says = "Lifted. What they agreed to holds again."
            return redirect(f"/referral/protection/{participant_id}", says=says)
    return await _page(request, participant_id, user, here, ProtectionForms(lift=form))


async def _change(
    here: ServiceContext,
    wish: Wish,
    participant_id: UUID,
    user: User,
    change: Callable[[ParticipantCardUpdated], ParticipantCardUpdated],
) -> None:
    async with here.once(wish) as tx:
        if tx:
            await commands.must_know_of(tx, user, participant_id)
            await record(tx, change(await store.card_as_told(tx, participant_id)))


async def _page(
    request: Request, participant_id: UUID, user: User, here: ContextDep, sheets: ProtectionForms
) -> Response:
    async with here.db.transaction() as tx:
        await commands.must_know_of(tx, user, participant_id)
        card = await store.card(tx, participant_id)
        await access_log.looked(tx, user, participant_id, "protection", here.now())
    return render(
        request,
        "referral/protection.html",
        sheets.sent.status,
        sheets=sheets,
        card=card,
        tell_none=TELL_NONE,
        titles=dict(TELL_NONE),
        name_of=lambda person_id: commands.name_of(here, person_id),
        words=words,
    )
