"""What somebody wishes for in who supports them, and whom they must not be given to."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import AfterValidator, Field

from services.referral import store
from services.referral.domain import contact
from shared.kernel.staff import Gender, Weekday
from shared.persistence import access_log
from shared.web import forms
from shared.web.access import May
from shared.web.forms import BoundForm, ErrorMessage, Form
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from . import commands
from .rules.people import GENDERS
from .store import SupportWish, support_wish

pages = APIRouter(include_in_schema=False)
Intake = Annotated[User, Depends(May("accept_referrals"))]
KEPT = "Kept. Whoever might support them stands in another order now, if that makes a difference."
DAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Experience = Annotated[str, Field(max_length=60), AfterValidator(contact.one_line)]


class WishesForm(Form):
    """What somebody wishes for. `updates`: how often it had been noted when the page was opened."""

    gender: Annotated[Gender | None, ErrorMessage("Choose one of these, or no wish")] = None
    experience: Annotated[tuple[Experience, ...], Field(max_length=12)] = ()
    days: Annotated[tuple[Weekday, ...], Field(max_length=7), ErrorMessage("Choose days of the week")] = ()
    not_with: Annotated[tuple[UUID, ...], Field(max_length=100)] = ()
    conflicts: Annotated[tuple[UUID, ...], Field(max_length=100)] = ()
    updates: Annotated[int, Field(ge=0, le=9999), ErrorMessage("Open this page again: it did not say what it showed")]

    @property
    def wish(self) -> SupportWish:
        return SupportWish(self.gender, self.experience, self.days, self.not_with, self.conflicts)


@pages.get("/referral/{referral_id:uuid}/wishes")
async def wishes(request: Request, referral_id: UUID, user: Intake, here: ContextDep) -> Response:
    """GET /referral/{referral_id}/wishes: what somebody wishes for in who supports them."""
    return await _page(request, referral_id, user, here, None)


@pages.post("/referral/{referral_id:uuid}/wishes")
async def note(request: Request, referral_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/{referral_id}/wishes: notes it; refused if somebody else has noted it meanwhile."""
    form = await forms.read(request, WishesForm)
    if asked := form.wish:
        with form.refusals():
            async with here.once(asked) as tx:
                if tx:
                    participant_id = (await store.referral(tx, referral_id)).participant_id
                    await commands.note_wishes(here, tx, participant_id, asked.wish, asked.updates, user.id)
            return redirect(f"/referral/{referral_id}#give", says=KEPT)
    return await _page(request, referral_id, user, here, form)


async def _page(
    request: Request, referral_id: UUID, user: Intake, here: ContextDep, form: BoundForm[WishesForm] | None
) -> Response:
    async with here.db.transaction() as tx:
        kept = await store.referral(tx, referral_id)
        card = await store.card(tx, kept.participant_id)
        noted = await support_wish(tx, kept.participant_id)
        await access_log.looked(tx, user, kept.participant_id, "wishes for who supports them", here.now())
    if form is None:
        form = forms.filled(WishesForm, vars(noted))
    workers = commands.who_may(here)
    return render(
        request, "referral/support-wishes.html", form.status, form=form, kept=kept, card=card,
        days=[(day, day.title()) for day in DAYS],
        genders=[(code, said.capitalize()) for code, said in GENDERS.items()],
        workers=[(worker.id, worker.name) for worker in workers],
        experience=[(each, each) for each in commands.experience_to_wish_for(workers, noted)],
    )  # fmt: skip
