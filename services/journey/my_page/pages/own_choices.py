"""A participant's own page: my choices. What they agreed to, what they can take back here, and how we reach them."""

from fastapi import Request, Response

from services.journey.consents import rules as consents
from services.journey.consents import store as consents_store
from services.journey.consents.rules import WORDINGS
from services.journey.core.rules.journeys import Journey
from services.journey.core.store import people as people_store
from services.journey.core.store.recording import record
from services.journey.supporters import pages as supporters
from shared.context.service_context import ServiceContext
from shared.kernel.days import between_words
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.web import forms
from shared.web.rendering import ContextDep, redirect

from .answering import ended, me, opened, page_for
from .mine import Shown, ask_the_year, of_theirs, theirs
from .whats_on import called_by_them

TAKEN_BACK = (
    "Taken back, from today. Your part is taken out of what the people outside hold. Everything else stays as it is: "
    "you get all our support."
)
NOTHING_GIVEN = "There was nothing to take back: nothing of yours goes to people outside."


@me.get("/me/{token}/mine/choices")
async def show_choices(request: Request, token: str, here: ContextDep) -> Response:
    """GET /me/<token>/mine/choices: what the person agreed to, and what they can take back here."""
    shown = await of_theirs(request, token, here, "own choices", _choices)
    if isinstance(shown, Response):
        return shown
    return page_for(request, "journey/mine-choices.html", token=token, **shown)


async def _choices(tx: Transaction, here: ServiceContext, journey: Journey) -> Shown:
    person = await people_store.person(tx, journey.id)
    said = await consents_store.consents(tx, journey.id)
    return {
        "wordings": WORDINGS,
        "said_before": said,
        "counts_elsewhere": bool(await consents_store.given_for(tx, journey.participant_id, "evaluation")),
        "card": person.card,
        "hours": between_words(person.card.hours_from, person.card.hours_until) if person.card else None,
        "rhythm": person.rhythm.words if person.service_since else None,
        **await supporters.for_themselves(tx, journey.id),
        "worker": called_by_them(here, journey.link_worker_id),
    }


@me.post("/me/{token}/mine/choices/evaluation/withdraw")
async def withdraw_evaluation(request: Request, token: str, here: ContextDep) -> Response:
    """POST /me/<token>/mine/choices/evaluation/withdraw: take back the consent to evaluation.

    On whichever journey it was given: from this moment on nothing of theirs goes to the people outside, and what is
    there is taken out.
    """
    wish = (await forms.read(request, forms.ButtonForm)).granted()
    nothing = False
    try:
        async with here.db.transaction() as tx:
            if await theirs(tx, request, here, token) is None:
                return ask_the_year(token)
        async with here.once(wish) as tx:
            if tx:
                journey, _ = await opened(tx, here, token)
                given = await consents_store.given_for(tx, journey.participant_id, "evaluation")
                for told in consents.withdraw_themselves(journey.participant_id, given, "evaluation", here.now()):
                    await record(tx, told)
                nothing = not given
    except NotFound:
        return ended(request)
    return redirect(f"/me/{token}/mine/choices", NOTHING_GIVEN if nothing else TAKEN_BACK)
