"""What whoever referred somebody may hear, as the person said, and letters to print for who has no e-mail."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.referral import store
from services.referral.asking import commands
from services.referral.asking.rules import attaching
from services.referral.asking.rules.news import STEPS, Agreed, Hearing
from services.referral.asking.store import news as kept
from shared.context.service_context import ServiceContext
from shared.events.referral import NewsStep
from shared.kernel import references
from shared.kernel.refusal import NotFound
from shared.persistence import access_log
from shared.persistence.database import Transaction
from shared.web import forms, wholes
from shared.web.access import May
from shared.web.forms import BoundForm, ErrorMessage
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

pages = APIRouter(include_in_schema=False)
Reader = Annotated[User, Depends(May("know_people"))]
SAID = {True: "yes", False: "no"}


class HearingForm(wholes.Whole):
    """What the person said whoever referred them may hear."""

    agreed: Annotated[Agreed, ErrorMessage("Choose what they said")]


@pages.get("/referral/{referral_id:uuid}/news")
async def hearing_back(request: Request, referral_id: UUID, user: Reader, here: ContextDep) -> Response:
    """GET /referral/{referral_id}/news: what whoever referred may hear, what they heard, and letters to print."""
    async with here.db.snapshot() as tx:
        about, nobody = await store.referral(tx, referral_id), await kept.hearing(tx, referral_id) is None
    if nobody:
        says = "Whoever asked left no way to tell them anything."
        return redirect(f"/referral/story/{about.participant_id}", says=says)
    return await _page(request, referral_id, user, here, None)


@pages.post("/referral/{referral_id:uuid}/news")
async def decide(request: Request, referral_id: UUID, user: Reader, here: ContextDep) -> Response:
    """POST /referral/{referral_id}/news: notes the person's yes or no."""
    form = await forms.read(request, HearingForm)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    hearing = await _concerning(tx, referral_id, user)
                    wholes.must_be_as_it_began(form, _stands(hearing))
                    await commands.decide_hearing_back(here, tx, referral_id, wish.agreed == "yes", user.id)
            return redirect(f"/referral/{referral_id}/news", says="Noted. They may say otherwise at any time.")
    return await _page(request, referral_id, user, here, form)


@pages.get("/referral/{referral_id:uuid}/news/{step}/letter")
async def letter(request: Request, referral_id: UUID, step: NewsStep, user: Reader, here: ContextDep) -> Response:
    """GET /referral/{referral_id}/news/{step}/letter: a letter to print, about what may be told and nothing else."""
    async with here.db.transaction() as tx:
        hearing = await _concerning(tx, referral_id, user)
        referrer = await store.referrer(tx, referral_id)
        if hearing.protected or step not in hearing.told or (hearing.agreed is False and step != "received"):
            raise NotFound("letter")
        await access_log.looked(tx, user, hearing.participant_id, "letter to whoever referred", here.now())
    return render(
        request, "referral/news_letter.html", referrer=referrer, says=STEPS[step],
        reference=references.words(references.of(referral_id)),
    )  # fmt: skip


async def _concerning(tx: Transaction, referral_id: UUID, user: User) -> Hearing:
    """Who may hear of it; NotFound where nobody referred them, or it is no concern of this user."""
    hearing, walk = await kept.hearing(tx, referral_id), await store.walk(tx, referral_id)
    if hearing is None:
        raise NotFound("referral")
    if not attaching.may_open(user.id, walk, answers_referrals=user.may("accept_referrals")):
        raise NotFound("referral")
    return hearing


def _stands(hearing: Hearing) -> dict[str, str | None]:
    return {"agreed": None if hearing.agreed is None else SAID[hearing.agreed]}


async def _page(
    request: Request, referral_id: UUID, user: User, here: ServiceContext, form: BoundForm[HearingForm] | None
) -> Response:
    async with here.db.transaction() as tx:
        hearing = await _concerning(tx, referral_id, user)
        referrer, card = await store.referrer(tx, referral_id), await store.card(tx, hearing.participant_id)
        told = await kept.news(tx, referral_id)
        await access_log.looked(tx, user, hearing.participant_id, "who referred them", here.now())
    if form is None:
        form = BoundForm(HearingForm)
        wholes.begin(form, _stands(hearing))
    else:
        wholes.show_newer(form, _stands(hearing))
    return render(
        request, "referral/news.html", form.status, form=form, hearing=hearing, referrer=referrer, card=card,
        told=told, steps=STEPS, referral_id=referral_id, answers=user.may("accept_referrals"),
    )  # fmt: skip
