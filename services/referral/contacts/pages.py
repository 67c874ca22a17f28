"""Noting a try or a talk: one tap beside the referral, or a small page for another time; and putting it right."""

from datetime import date, datetime, time
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AfterValidator, Field

from services.referral import store
from services.referral.domain import contact as texts
from shared.context.service_context import ServiceContext
from shared.events.contacts import ContactOutcome, ContactWay
from shared.events.journey import Mistake
from shared.kernel import phones
from shared.kernel.refusal import NotFound
from shared.persistence import access_log
from shared.persistence.database import Transaction
from shared.rules import contacts as words
from shared.web import forms
from shared.web.access import May
from shared.web.forms import BoundForm, ErrorMessage, Form
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from . import commands, rules
from .rules import ContactDetails
from .store import before, contact, contacts

pages = APIRouter(include_in_schema=False)
Intake = Annotated[User, Depends(May("accept_referrals"))]
NOTED = "Noted. It stands under “Calls and tries”, where it can be put right."
UNSAFE = (
    "Noted. It is not known to be safe to leave a message there: another time say no more than your first name, "
    "and ask what is safe when you talk."
)


class ContactForm(Form):
    """How somebody was tried or talked with, when, and what came of it."""

    way: Annotated[ContactWay, ErrorMessage("Choose how you tried")]
    outcome: Annotated[ContactOutcome, ErrorMessage("Choose what came of it")]
    on: Annotated[date | None, ErrorMessage("Write a day like 27/3/2026, or leave it empty for today")] = None
    at: Annotated[time | None, ErrorMessage("Write a time like 2.30 pm, or leave it empty for just now")] = None
    minutes: Annotated[int | None, Field(ge=1, le=600), ErrorMessage("Write whole minutes, from 1 to 600")] = None
    again_at: Annotated[datetime | None, ErrorMessage("Write a day and a time like 27/3/2026 2.30 pm")] = None
    words: Annotated[str, Field(max_length=1000), AfterValidator(texts.words)] | None = None

    @property
    def details(self) -> ContactDetails:
        return ContactDetails(self.way, self.outcome, self.on, self.at, self.minutes, self.again_at, self.words)


class PutRightForm(ContactForm):
    """The form that puts a contact right. `corrections`: how often it had been when the page was opened."""

    corrections: Annotated[
        int, Field(ge=0, le=9999), ErrorMessage("Open this page again: it did not say what it showed")
    ]


class MistakeForm(Form):
    """The form that takes a contact back, and why."""

    reason: Annotated[Mistake, ErrorMessage("Choose why it does not count")]


@pages.get("/referral/{referral_id:uuid}/contacts")
async def another_time(request: Request, referral_id: UUID, user: Intake, here: ContextDep) -> Response:
    """GET /referral/{referral_id}/contacts: everything noted so far, and the form for another time or way."""
    return await _page(request, referral_id, user, here, forms.blank(ContactForm))


@pages.post("/referral/{referral_id:uuid}/contacts")
async def note(request: Request, referral_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/{referral_id}/contacts: notes a try or a talk."""
    form = await forms.read(request, ContactForm)
    if wish := form.wish:
        with form.refusals():
            says = NOTED
            async with here.once(wish) as tx:
                if tx:
                    await commands.note(here, tx, referral_id, wish.command_id, wish.details, user)
                    says = await _says(tx, referral_id, wish)
            return redirect(f"/referral/{referral_id}#tries", says=says)
    return await _page(request, referral_id, user, here, form)


async def _says(tx: Transaction, referral_id: UUID, wish: ContactForm) -> str:
    kept = await store.referral(tx, referral_id)
    card = await store.card(tx, kept.participant_id)
    return UNSAFE if wish.outcome == "left_message" and card.safe_to_contact != "safe" else NOTED


@pages.get("/referral/{referral_id:uuid}/contacts/{contact_id:uuid}")
async def one(request: Request, referral_id: UUID, contact_id: UUID, user: Intake, here: ContextDep) -> Response:
    """GET /referral/{referral_id}/contacts/{contact_id}: the forms that put it right or take it back."""
    return await _one(request, referral_id, contact_id, user, here, None, forms.blank(MistakeForm, "mistake-"))


@pages.post("/referral/{referral_id:uuid}/contacts/{contact_id:uuid}/put-right")
async def put_right(request: Request, referral_id: UUID, contact_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/{referral_id}/contacts/{contact_id}/put-right: it counts as it says now."""
    form = await forms.read(request, PutRightForm)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await commands.correct(
                        here, tx, referral_id, contact_id, wish.details, wish.corrections, wish.command_id, user
                    )
            return redirect(f"/referral/{referral_id}#tries", says="Put right. What stood before stays on file.")
    return await _one(request, referral_id, contact_id, user, here, form, forms.blank(MistakeForm, "mistake-"))


@pages.post("/referral/{referral_id:uuid}/contacts/{contact_id:uuid}/take-back")
async def take_back(request: Request, referral_id: UUID, contact_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/{referral_id}/contacts/{contact_id}/take-back: it does not count any more."""
    form = await forms.read(request, MistakeForm, prefix="mistake-")
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await commands.take_back(here, tx, referral_id, contact_id, wish.reason, user)
            return redirect(f"/referral/{referral_id}#tries", says="Taken back. It does not count any more.")
    return await _one(request, referral_id, contact_id, user, here, None, form)


async def _page(
    request: Request, referral_id: UUID, user: User, here: ServiceContext, form: BoundForm[ContactForm]
) -> Response:
    async with here.db.transaction() as tx:
        kept = await store.referral(tx, referral_id)
        card = await store.card(tx, kept.participant_id)
        noted = await contacts(tx, referral_id)
        await access_log.looked(tx, user, kept.participant_id, "referral", here.now())
    return render(
        request, "referral/contacts.html", form.status, form=form, kept=kept, card=card, noted=noted, words=words,
        staff={person.id: person.name for person in here.settings.staff}, phone_words=phones.words,
    )  # fmt: skip


async def _one(
    request: Request,
    referral_id: UUID,
    contact_id: UUID,
    user: User,
    here: ServiceContext,
    form: BoundForm[PutRightForm] | None,
    mistake: BoundForm[MistakeForm],
) -> Response:
    async with here.db.transaction() as tx:
        kept = await store.referral(tx, referral_id)
        card = await store.card(tx, kept.participant_id)
        found = await contact(tx, contact_id)
        if found.referral_id != referral_id:
            raise NotFound("contact")
        stood = await before(tx, contact_id)
        await access_log.looked(tx, user, kept.participant_id, "referral", here.now())
    form = form or _as_it_stands(found, here)
    return render(
        request, "referral/contact.html", max(form.status, mistake.status), form=form, mistake=mistake, kept=kept,
        card=card, found=found, stood=stood, words=words, mistakes=rules.MISTAKES.items(),
        staff={person.id: person.name for person in here.settings.staff},
    )  # fmt: skip


def _as_it_stands(found: rules.Contact, here: ServiceContext) -> BoundForm[PutRightForm]:
    at = found.happened_at.astimezone(here.zone)
    return forms.filled(
        PutRightForm,
        {
            "way": found.way, "outcome": found.outcome, "on": at.date(), "minutes": found.minutes,
            "at": None if found.whole_day else at.strftime("%H:%M"), "words": found.words,
            "again_at": found.again_at and found.again_at.astimezone(here.zone), "corrections": found.corrections,
        },
    )  # fmt: skip
