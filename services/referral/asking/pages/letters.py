"""Letters: whom they concern opens them, and whoever answers referrals adds one or takes a wrong one away."""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.referral import store
from services.referral.asking.rules import attaching
from services.referral.asking.rules import letters as rules
from services.referral.asking.store import letters as kept
from services.referral.store import ReferralRow
from services.referral.store.recording import record
from shared.context.service_context import Command, ServiceContext
from shared.kernel.refusal import NotFound, Refused
from shared.persistence import access_log, inbox
from shared.persistence.database import Transaction
from shared.web import forms, uploads
from shared.web.access import May
from shared.web.forms import BoundForm, ButtonForm
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

pages = APIRouter(include_in_schema=False)
Intake = Annotated[User, Depends(May("accept_referrals"))]
Reader = Annotated[User, Depends(May("know_people"))]
SECONDS = 15
"""In which a file is read, or it is none that people can open."""
MOST_SENT = 25 * 1024 * 1024
"""What is taken in, to be told with the page as it was that it is too large."""
TYPES = {"pdf": "application/pdf", "jpeg": "image/jpeg"}
ONLY_TO_KEEP = 'attachment; filename="letter.{kind}"'
"""Nothing in it runs here: a browser saves it, whatever it holds, and no answer of ours lets its kind be guessed."""


@pages.get("/referral/{referral_id:uuid}/letters")
async def letters(request: Request, referral_id: UUID, user: Reader, here: ContextDep) -> Response:
    """GET /referral/{referral_id}/letters: the letters of a referral, and the form that adds one."""
    return await _page(request, referral_id, user, here, forms.blank(ButtonForm))


@pages.post("/referral/{referral_id:uuid}/letters/add")
async def add(request: Request, referral_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/{referral_id}/letters/add: adds a letter that came later, or to the desk."""
    form, data = await uploads.read_beside(request, ButtonForm, file=rules.FIELD, most=MOST_SENT)
    if wish := form.wish:
        if data is None:
            async with here.db.snapshot() as tx:
                await _concerning(tx, referral_id, user)
            return redirect(f"/referral/{referral_id}/letters", says="No file was chosen, so nothing was added.")
        with form.refusals():
            letter = await read(data)
            async with here.once(Command(wish.command_id, inbox.digest(letter.content.hex()))) as tx:
                if tx:
                    about = await _concerning(tx, referral_id, user)
                    told = attaching.attach(
                        referral_id, about.participant_id, wish.command_id, letter, user.id, here.now()
                    )
                    await record(tx, told)
            return redirect(f"/referral/{referral_id}/letters", says="Kept. It is shown to whom it concerns alone.")
    return await _page(request, referral_id, user, here, form)


@pages.get("/referral/{referral_id:uuid}/letters/{letter_id:uuid}")
async def one(referral_id: UUID, letter_id: UUID, user: Reader, here: ContextDep) -> Response:
    """GET /referral/{referral_id}/letters/{letter_id}: the letter, to save; every look is noted."""
    async with here.db.transaction() as tx:
        about = await _concerning(tx, referral_id, user)
        kind, content = await kept.content(tx, referral_id, letter_id)
        await access_log.looked(tx, user, about.participant_id, "letter", here.now())
    return Response(content, media_type=TYPES[kind], headers={"content-disposition": ONLY_TO_KEEP.format(kind=kind)})


@pages.post("/referral/{referral_id:uuid}/letters/{letter_id:uuid}/take-away")
async def take_away(request: Request, referral_id: UUID, letter_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/{referral_id}/letters/{letter_id}/take-away: a wrong letter goes for good."""
    wish = (await forms.read(request, ButtonForm)).granted()
    async with here.once(wish) as tx:
        if tx:
            about = await _concerning(tx, referral_id, user)
            await kept.content(tx, referral_id, letter_id)
            await record(tx, attaching.take_away(referral_id, about.participant_id, letter_id, user.id, here.now()))
    return redirect(f"/referral/{referral_id}/letters", says="Gone. Nothing of it is kept but that it was here.")


async def _concerning(tx: Transaction, referral_id: UUID, user: User) -> ReferralRow:
    """The referral; NotFound for somebody whom its letters do not concern."""
    about, walk = await store.referral(tx, referral_id), await store.walk(tx, referral_id)
    if not attaching.may_open(user.id, walk, answers_referrals=user.may("accept_referrals")):
        raise NotFound("letter")
    return about


async def read(data: bytes) -> rules.Letter:
    """What a file holds, looked at beside everything else; refused if it holds no letter, or takes too long to read."""
    try:
        async with asyncio.timeout(SECONDS):
            return await asyncio.to_thread(rules.checked, data)
    except TimeoutError:
        raise Refused(rules.BROKEN, field=rules.FIELD) from None


async def _page(
    request: Request, referral_id: UUID, user: User, here: ServiceContext, form: BoundForm[ButtonForm]
) -> Response:
    async with here.db.transaction() as tx:
        about = await _concerning(tx, referral_id, user)
        card, found = await store.card(tx, about.participant_id), await kept.letters(tx, referral_id)
        await access_log.looked(tx, user, about.participant_id, "letters", here.now())
    names = {person.id: person.name for person in here.settings.staff}
    return render(
        request, "referral/letters.html", form.status, form=form, about=about, card=card, letters=found, names=names,
        answers=user.may("accept_referrals"),
    )  # fmt: skip
