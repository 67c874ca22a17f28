"""All that was noted at the door about one person, one tap from the page of whoever walks with them."""

from uuid import UUID

from fastapi import APIRouter, Request, Response

from services.referral import commands, store
from services.referral.domain.asking import Note
from services.referral.pages import words
from services.referral.pages.inbox import Intake, Knowing
from services.referral.store import lists
from shared.kernel import phones
from shared.persistence import access_log
from shared.web import forms
from shared.web.forms import BoundForm, Form
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from . import rules
from . import store as story_store

pages = APIRouter(include_in_schema=False)
PATH = "/referral/story/{participant_id:uuid}"


class NoteForm(Form):
    """What intake writes for whoever walks with somebody. `version`: of the card when the page was opened."""

    intake_note: Note | None = None
    version: int | None = None


@pages.get(PATH)
async def story(request: Request, participant_id: UUID, user: Knowing, here: ContextDep) -> Response:
    """GET /referral/story/{participant_id}: how somebody came, in all words, and what was changed on their card."""
    return await _page(request, participant_id, user, here, None)


@pages.post(f"{PATH}/note")
async def note(request: Request, participant_id: UUID, user: Intake, here: ContextDep) -> Response:
    """POST /referral/story/{participant_id}/note: what whoever walks with them should know, as intake heard it."""
    form = await forms.read(request, NoteForm)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    await commands.write_note(here, tx, participant_id, wish.intake_note, wish.version, user)
            return redirect(f"/referral/story/{participant_id}", says="Kept. Whoever walks with them sees it.")
    return await _page(request, participant_id, user, here, form)


async def _page(
    request: Request, participant_id: UUID, user: User, here: ContextDep, form: BoundForm[NoteForm] | None
) -> Response:
    async with here.db.transaction() as tx:
        await commands.must_work_with(tx, user, participant_id)
        kept, card = await store.referral_of(tx, participant_id), await store.card(tx, participant_id)
        walk, before = await store.walk(tx, kept.id), await lists.decisions_before(tx, kept.id)
        changes = rules.changes(await story_store.cards(tx, participant_id))
        await access_log.looked(tx, user, participant_id, "story", here.now())
    if form is None:
        form = forms.filled(NoteForm, {"intake_note": card.intake_note, "version": card.updates})
    return render(
        request,
        "referral/story.html",
        form.status,
        form=form,
        kept=kept,
        card=card,
        walk=walk,
        before=before,
        changes=changes,
        now_with=commands.now_with(here),
        name_of=lambda person_id: commands.name_of(here, person_id),
        phone_words=phones.words,
        words=words,
    )
