"""A participant's own page: my choices. Yes, no or taken back, each in its words; and how we reach them."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Request, Response
from pydantic import Field

from services.journey.consents import store as consents_store
from services.journey.consents.rules import choices, consents, wordings
from services.journey.consents.rules.choices import Answers
from services.journey.consents.rules.consents import Manner, Share, Word
from services.journey.core.rules.journeys import Journey
from services.journey.core.store import people as people_store
from services.journey.core.store.recording import record
from services.journey.supporters import pages as supporters
from shared.context.service_context import ServiceContext
from shared.events.consents import AnyPurpose, Scope
from shared.kernel.days import between_words
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.web import forms, wholes
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, redirect

from .answering import ended, me, opened, page_for
from .mine import Shown, ask_the_year, of_theirs, theirs
from .whats_on import called_by_them

KEPT = "Kept, from today. Whatever you say here, you get all our support."
NOTHING_NEW = "Nothing is different from before."
Said = Annotated[choices.OwnAnswer, ErrorMessage("Choose yes or no, or leave it open.")] | None


class OwnChoicesForm(wholes.Whole):
    """Yes or no to each of what somebody may answer on their own page; what is left open stays as it is."""

    service: Said = None
    named: Said = None
    referrer: Said = None
    referrer_scope: Annotated[list[Scope], ErrorMessage("Tick what they may hear.")] = Field(default_factory=list)
    evaluation: Said = None
    evaluator_contact: Said = None
    messages: Said = None

    @property
    def answers(self) -> Answers:
        said: dict[AnyPurpose, choices.Answer] = {
            purpose: answer for purpose in wordings.PURPOSES if (answer := getattr(self, purpose)) is not None
        }
        return Answers(said, {"referrer": Share(tuple(self.referrer_scope))})


@me.get("/me/{token}/mine/choices")
async def show_choices(request: Request, token: str, here: ContextDep) -> Response:
    """GET /me/<token>/mine/choices: what the person said yes and no to, and what they can say here."""
    return await _shown(request, token, here, None)


async def _shown(request: Request, token: str, here: ServiceContext, refused: Any) -> Response:
    shown = await of_theirs(request, token, here, "own choices", _choices)
    if isinstance(shown, Response):
        return shown
    form = refused or forms.blank(OwnChoicesForm)
    if refused:
        wholes.show_newer(form, shown["stands"], LABELS)
    else:
        wholes.begin(form, shown["stands"])
    return page_for(request, "journey/mine-choices.html", form.status, token=token, form=form, **shown)


LABELS: wholes.Labels = {purpose: {"yes": "Yes", "no": "No"} for purpose in wordings.PURPOSES} | {
    "referrer_scope": consents.HEARS
}


async def _choices(tx: Transaction, here: ServiceContext, journey: Journey) -> Shown:
    person = await people_store.person(tx, journey.id)
    said = await consents_store.words(tx, journey.id)
    library = wordings.wordings()
    return {
        "wordings": library.today(),
        "latest": consents.latest(said),
        "talks_with": [word for word in said if word.purpose == "named" and word.stands],
        "told": {word.id: _told(word) for word in said},
        "words_then": {word.id: library.of(word.wording, word.language) for word in said},
        "hears": list(consents.HEARS.items()),
        "may_say_yes": choices.ON_THEIR_OWN_PAGE,
        "stands": await _stands(tx, journey, said),
        "card": person.card,
        "hours": between_words(person.card.hours_from, person.card.hours_until) if person.card else None,
        "rhythm": person.rhythm.words if person.service_since else None,
        **await supporters.for_themselves(tx, journey.id),
        "worker": called_by_them(here, journey.link_worker_id),
    }


def _told(word: Word) -> list[str]:
    return [consents.SCOPES[scope] for scope in word.scope]


async def _stands(tx: Transaction, journey: Journey, said: list[Word]) -> Mapping[str, Any]:
    """What stands, also where it was said on an earlier journey: facts to the evaluator go on from there."""
    stands: dict[str, Any] = dict(choices.stands(said))
    if stands["evaluation"] is None and await consents_store.given_for(tx, journey.participant_id, "evaluation"):
        stands["evaluation"] = "yes"
    scope = next((list(word.scope) for word in said if word.purpose == "referrer" and word.stands), None)
    return stands | {"referrer_scope": scope}


@me.post("/me/{token}/mine/choices")
async def choose(request: Request, token: str, here: ContextDep) -> Response:
    """POST /me/<token>/mine/choices: keep what the person says yes and no to, all at once.

    A no counts on whichever journey the yes was given: from this moment on nothing more goes out, and what the people
    outside have is taken out.
    """
    form, different = await forms.read(request, OwnChoicesForm), True
    try:
        async with here.db.transaction() as tx:
            if await theirs(tx, request, here, token) is None:
                return ask_the_year(token)
        if wish := form.wish:
            with form.refusals():
                async with here.once(wish) as tx:
                    if tx:
                        different = await _keep(tx, here, token, form, wish)
                return redirect(f"/me/{token}/mine/choices", KEPT if different else NOTHING_NEW)
    except NotFound:
        return ended(request)
    return await _shown(request, token, here, form)


async def _keep(tx: Transaction, here: ServiceContext, token: str, form: Any, wish: OwnChoicesForm) -> bool:
    """Whether anything is different from before."""
    journey, _ = await opened(tx, here, token)
    said = await consents_store.words(tx, journey.id)
    wholes.must_be_as_it_began(form, await _stands(tx, journey, said))
    choices.must_be_theirs_to_say(said, wish.answers)
    others = await consents_store.standing(tx, journey.participant_id, journey.id)
    facts = choices.decide(
        journey, said, others, wish.answers, "online", wish.command_id, Manner(), "participant", here.now(), here.zone
    )
    for fact in facts:
        await record(tx, fact)
    return bool(facts)
