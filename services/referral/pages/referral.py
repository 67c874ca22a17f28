"""One referral: who it is, whether we know them already, whether this is for them, and what happens now."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from fastapi import APIRouter, Request, Response

from services.referral import commands, store
from services.referral.asking.rules.news import STEPS
from services.referral.asking.store import letters as kept_letters
from services.referral.asking.store import news as kept_news
from services.referral.contacts import rules as contact_rules
from services.referral.contacts.store import contacts
from services.referral.domain import eligibility, referrals
from services.referral.domain.referrals import Decision
from services.referral.eligibility.store import places
from services.referral.joining import commands as joining
from services.referral.joining.rules import PairDecision
from services.referral.store import lists
from shared.kernel import phones
from shared.persistence import access_log
from shared.web import forms
from shared.web.forms import BoundForm
from shared.web.rendering import ContextDep, redirect, render

from . import inbox, known, words
from .forms import AcceptForm, DeclineForm, KnownForm, SearchForm, TakeBackForm, WaitForm
from .inbox import Intake

pages = APIRouter(include_in_schema=False)
WAITS = "They are on the waitlist and keep the day they asked. Let them know."
BACK = "Taken back. It stands as it did before; what was decided stays on this page."
ASKED_BACK = "Asked back. This page says within seconds whether they are."
ANSWERED = {
    "same": "Joined. Whoever walks with them sees within seconds what was said here; it can be taken apart again.",
    "else": "Kept apart. It is not asked again unless the two cards come to look more alike.",
    "unsure": "Noted that it is not sure yet. The question stays here until somebody has asked them.",
}
CLOSED = "Closed. Let them know why, and that they may always ask again."


@dataclass
class ReferralForms:
    """The five forms on the page of one referral; those not sent are blank."""

    known: BoundForm[KnownForm] = field(default_factory=lambda: forms.blank(KnownForm, "known-"))
    accept: BoundForm[AcceptForm] = field(default_factory=lambda: forms.blank(AcceptForm, "accept-"))
    wait: BoundForm[WaitForm] = field(default_factory=lambda: forms.blank(WaitForm, "wait-"))
    decline: BoundForm[DeclineForm] = field(default_factory=lambda: BoundForm(DeclineForm, prefix="decline-"))
    take_back: BoundForm[TakeBackForm] = field(default_factory=lambda: forms.blank(TakeBackForm, "take-back-"))

    @property
    def sent(self) -> BoundForm[Any] | None:
        """The form that came back with something to mend."""
        return next((sheet for sheet in self._all if sheet.errors), None)

    @property
    def _all(self) -> tuple[BoundForm[Any], ...]:
        return (self.known, self.accept, self.wait, self.decline, self.take_back)


@pages.get("/referral/{referral_id:uuid}")
async def one_referral(request: Request, referral_id: UUID, user: Intake, here: ContextDep) -> Response:
    """GET /referral/{referral_id}: who it is, people we may know already, eligibility, and what may be decided."""
    return await _page(request, referral_id, user, here, ReferralForms())


@pages.post("/referral/{referral_id:uuid}/known/{with_id:uuid}")
async def answer(request: Request, referral_id: UUID, with_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/{referral_id}/known/{with_id}: answers whether somebody we know is the same person."""
    form = await forms.read(request, KnownForm, prefix=known.prefix_of(with_id))
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    one = (await store.referral(tx, referral_id)).participant_id
                    much = await joining.evidence(tx, one, with_id)
                    kept = {"this": one, "other": with_id}.get(wish.kept or "")
                    decision = PairDecision(user.id, here.now(), wish.note, much)
                    await joining.answer(
                        tx, wish.command_id, one, with_id, wish.answer, wish.answers_before, kept, decision
                    )
            return redirect(f"/referral/{referral_id}", says=ANSWERED[wish.answer])
    return await _page(request, referral_id, user, here, ReferralForms(known=form))


@pages.post("/referral/{referral_id:uuid}/accept")
async def accept(request: Request, referral_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/{referral_id}/accept: gives them to a link worker."""
    form = await forms.read(request, AcceptForm, prefix="accept-")
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await commands.accept(
                        here,
                        tx,
                        referral_id,
                        wish.link_worker_id,
                        user,
                        age_asked=wish.age_asked == "yes",
                        exception_because=wish.exception_because,
                        decisions_before=wish.decisions_before,
                    )
            name = commands.name_of(here, wish.link_worker_id)
            says = f"{name} sees them on “My day” within seconds."
            return redirect(f"/referral/{referral_id}?undo=accepted", says=says)
    return await _page(request, referral_id, user, here, ReferralForms(accept=form))


@pages.post("/referral/{referral_id:uuid}/waitlist")
async def wait(request: Request, referral_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/{referral_id}/waitlist: puts the referral on the waitlist."""
    form = await forms.read(request, WaitForm, prefix="wait-")
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await commands.wait(
                        here, tx, referral_id, wish.reason, wish.note, user, ask_again_on=wish.ask_again_on,
                        told=wish.contact, contact_id=uuid5(wish.command_id, "told"),
                    )  # fmt: skip
            return redirect(f"/referral/{referral_id}?undo=waitlisted", says=WAITS)
    return await _page(request, referral_id, user, here, ReferralForms(wait=form))


@pages.post("/referral/{referral_id:uuid}/decline")
async def decline(request: Request, referral_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/{referral_id}/decline: declines the referral."""
    form = await forms.read(request, DeclineForm, prefix="decline-")
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await commands.decline(here, tx, referral_id, wish.reason, wish.redirected_to, wish.note, user)
            return redirect(f"/referral/{referral_id}?undo=declined", says=CLOSED)
    return await _page(request, referral_id, user, here, ReferralForms(decline=form))


@pages.post("/referral/{referral_id:uuid}/{decision}/take-back")
async def take_back(
    request: Request, referral_id: UUID, decision: Decision, user: Intake, here: ContextDep
) -> Response:
    """POST /referral/{referral_id}/{decision}/take-back: takes a decision back, or asks an acceptance back."""
    form = await forms.read(request, TakeBackForm, prefix="take-back-")
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await commands.take_back(
                        here, tx, referral_id, decision, wish.decisions_before, wish.command_id, user
                    )
            return redirect(f"/referral/{referral_id}", says=ASKED_BACK if decision == "accepted" else BACK)
    return await _page(request, referral_id, user, here, ReferralForms(take_back=form))


async def _page(request: Request, referral_id: UUID, user: Intake, here: ContextDep, sheets: ReferralForms) -> Response:
    async with here.db.transaction() as tx:
        kept = await store.referral(tx, referral_id)
        card = await store.card(tx, kept.participant_id)
        alike, walk = await store.alike(tx, card), await store.walk(tx, referral_id)
        noted = await contacts(tx, referral_id)
        known_already = await known.known_people(tx, card, alike, sheets.known)
        referrer, letters = await store.referrer(tx, referral_id), await kept_letters.letters(tx, referral_id)
        told = await kept_news.news(tx, referral_id)
        usual, side = await inbox.usual(here, tx), await inbox.beside(here, tx, kept)
        before = await lists.decisions_before(tx, referral_id)
        giving = await commands.who_might(here, tx, card) if kept.is_open else None
        for shown in (card, *(other.card for other in alike)):
            await access_log.looked(tx, user, shown.participant_id, "referral", here.now())
    age = commands.age_of(here, kept, card)
    said_why, local_name = bool(kept.what_brings_them), here.settings.local_name
    where = commands.whereabouts(here, card)
    return render(
        request,
        "referral/referral.html",
        sheets.sent.status if sheets.sent else 200,
        kept=kept,
        referrer=referrer,
        letters=letters,
        told=told,
        steps=STEPS,
        names={person.id: person.name for person in here.settings.staff},
        card=card,
        known=known_already,
        walk=walk,
        before=before,
        near=where.near,
        other_local=places(here.settings.areas).locals.get(kept.other_local or ""),
        noted=noted,
        usual=usual,
        side=side,
        search=forms.blank(SearchForm, "find-"),
        last_told=inbox.told(kept, noted),
        standing=inbox.standing_of(here, kept, noted),
        answer_by=inbox.answer_by(here, kept.received_at),
        can_be_undone=lambda one: contact_rules.can_be_undone(one, user.id, here.now()),
        staff={person.id: person.name for person in here.settings.staff},
        too_late=referrals.with_somebody,
        now_with=commands.now_with(here),
        age=age,
        rules=eligibility.explain(age, kept.source, where, said_why, local_name),
        giving=giving,
        why_given=why_given,
        undo=commands.minutes_to_undo(here, kept, user),
        just_decided=request.query_params.get("undo") == kept.state,
        sheets=sheets,
        sent=sheets.sent or sheets.accept,
        name_of=lambda person_id: commands.name_of(here, person_id),
        phone_words=phones.words,
        words=words,
    )


def why_given(kept: store.ReferralRow) -> str:
    """What they had asked for in who supports them when they were given to somebody, and what of it was there."""
    met, wished = kept.met or [], kept.wished or []
    suggested = "Suggested." if kept.was_suggested else "Not suggested."
    had = ", ".join(words.WISHED[wish] for wish in met)
    lacked = ", ".join(words.WISHED[wish] for wish in wished if wish not in met)
    said = f"{suggested} Asked for and there: {had}." if had else suggested
    return f"{said} Asked for and not there: {lacked}." if lacked else said
