"""What the person agrees to and what not, in one form; and the links they hold."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from services.journey.core.pages.access import LinkWorker, staff_names
from services.journey.core.pages.looking import looked_at, their_journey
from services.journey.core.rules.people import Person
from services.journey.form_pages.pages.small import (
    ActionResult,
    FormContext,
    FormPage,
    OnDay,
    action_button,
    form_page,
    when,
)
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.events.consents import AnyPurpose, Method, Scope
from shared.events.journey import Mistake
from shared.persistence import access_log
from shared.persistence.database import Transaction
from shared.web import forms, wholes
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, context_of, redirect, render

from . import store
from .rules import choices, consents, wordings
from .rules.choices import Answer, Answers
from .rules.consents import METHODS, Manner, RecipientKind, Share, Word

router = APIRouter(include_in_schema=False)

Said = Annotated[Answer, ErrorMessage("Choose yes or no, or leave it open.")] | None
Ticks = Annotated[list[Scope], ErrorMessage("Tick what may be told.")]
PART = "#agreed"
TOLD_US = {code: words for code, words in METHODS.items() if code != "online"}
KINDS: Mapping[RecipientKind, str] = {"person": "A person", "organisation": "An organisation"}


class ConsentsForm(wholes.Whole):
    """Yes or no to each of the purposes; what is left open stays as it is. How it was said, and on which day."""

    service: Said = None
    named: Said = None
    named_who: Annotated[str, Field(max_length=120)] | None = None
    named_kind: RecipientKind | None = None
    named_scope: Ticks = Field(default_factory=list)
    named_until: Annotated[date, ErrorMessage("Write the day like 27/3/2026.")] | None = None
    referrer: Said = None
    referrer_scope: Ticks = Field(default_factory=list)
    evaluation: Said = None
    evaluator_contact: Said = None
    messages: Said = None
    method: Annotated[Method, ErrorMessage("Choose how they said it.")] | None = None
    on: OnDay = None

    @property
    def answers(self) -> Answers:
        said: dict[AnyPurpose, Answer] = {
            purpose: answer for purpose in wordings.PURPOSES if (answer := getattr(self, purpose)) is not None
        }
        named = Share(tuple(self.named_scope), self.named_who, self.named_kind, self.named_until)
        return Answers(said, {"named": named, "referrer": Share(tuple(self.referrer_scope))})


class MistakenConsentForm(forms.Form):
    """Why a yes or a no that was noted is taken back."""

    reason: Annotated[Mistake, ErrorMessage("Choose what went wrong.")]


class ConsentDayForm(wholes.Whole):
    """On which day they said yes."""

    on: Annotated[date, ErrorMessage("Write the day like 27/3/2026.")]


class SayAgainForm(forms.Form):
    """They say yes once more: how, and on which day."""

    method: Annotated[Method, ErrorMessage("Choose how they said it.")]
    on: OnDay = None


async def note_consents(asking: FormContext, wish: ConsentsForm) -> list[Event]:
    """POST /journey/<id>/consents: note what the person said yes and no to, all at once."""
    journey, here = asking.journey, asking.here
    said = await store.words(asking.tx, journey.id)
    others = await store.elsewhere(asking.tx, journey.participant_id, journey.id)
    manner = Manner(when(asking, wish.on), noted_by=asking.user.id)
    return choices.decide(
        journey, said, others, wish.answers, wish.method, wish.command_id, manner, "link_worker", here.now(), here.zone
    )


async def said_now(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What stands, to fill the form: yes, no or nothing for each purpose, and what whoever referred them may hear."""
    said = await store.words(tx, person.journey_id)
    scope = next((list(word.scope) for word in said if word.purpose == "referrer" and word.stands), None)
    stands: dict[str, Any] = dict(choices.stands(said))
    return stands | {"referrer_scope": scope}


async def what_is_asked(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/consents needs beside its form: today's words, and what was said before."""
    said = await store.words(tx, person.journey_id)
    return {
        "wordings": wordings.wordings().today(),
        "latest": consents.latest(said),
        "talks_with": [word for word in said if word.purpose == "named" and word.stands],
        "lines": {word.id: about(word, context_of(request)) for word in said},
        "told": {word.id: told(word) for word in said},
        "methods": list(TOLD_US.items()),
        "kinds": list(KINDS.items()),
        "hears": list(consents.HEARS.items()),
        "talks_about": list(consents.TALKS_ABOUT.items()),
        "may_say_again": may_say_again,
        "month_of": wordings.month_of,
    }


def may_say_again(word: Word | None) -> bool:
    """Whether a yes can be said once more: where it has a last day, or stands in earlier words."""
    if word is None or not word.stands:
        return False
    return word.ends_on is not None or word.wording != wordings.wordings().newest(word.purpose).version


def about(word: Word, here: ServiceContext) -> str:
    """How, to whom and in which words it was said, as a line under the answer."""
    parts = [consents.METHODS.get(word.method, "") if word.method else ""]  # type: ignore[call-overload]
    if word.noted_by:
        parts.append(f"noted by {staff_names(here).get(word.noted_by, 'somebody who has left')}")
    if month := wordings.month_of(word.wording):
        parts.append(f"to our words of {month}")
    return ", ".join(part for part in parts if part)


def told(word: Word) -> str:
    """What may be told by a yes to sharing, as the form calls it: which groups you go to, and when; …"""
    found = [consents.SCOPES[scope] for scope in word.scope]
    return "; ".join(one[0].lower() + one[1:] for one in found)


LABELS: wholes.Labels = {purpose: {"yes": "Yes", "no": "No"} for purpose in wordings.PURPOSES} | {
    "referrer_scope": consents.HEARS
}
form_page(router,
    FormPage(
        "consents", "consents", ConsentsForm, note_consents,
        lambda event: "Noted. Each can be changed at any time." if event else "Nothing is different from before.",
        what_is_asked, part=PART, stands=said_now, labels=LABELS,
    )
)  # fmt: skip


async def talk_no_more(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/consents/<consent_id>/withdraw: one yes is taken back, as of those whom we may talk with."""
    word = await store.word(asking.tx, asking.journey.id, asking.named("consent_id"))
    gone = consents.take_back(asking.journey, word, asking.here.now())
    return ActionResult(gone, "Taken back, from today. Nothing more of it is told to anybody.")


action_button(router, "consents/{consent_id:uuid}/withdraw", talk_no_more, part=PART)


async def _word(tx: Transaction, person: Person, request: Request) -> dict[str, Any]:
    word = await store.word(tx, person.journey_id, request.path_params["consent_id"])
    return {
        "word": word,
        "wording": wordings.wordings().newest(word.purpose),
        "mistakes": list(consents.MISTAKES.items()),
        "methods": list(TOLD_US.items()),
        "said_on": _day_of(word, context_of(request)),
    }


def _day_of(word: Word, here: ServiceContext) -> date:
    return here.day_of(word.given_at or word.at)


async def was_a_mistake(asking: FormContext, wish: MistakenConsentForm) -> Event:
    """POST /journey/<id>/consents/<consent_id>/mistake: take back a yes or a no that was noted by mistake."""
    word = await store.word(asking.tx, asking.journey.id, asking.named("consent_id"))
    now, was_on = asking.here.now(), _day_of(word, asking.here)
    return consents.was_a_mistake(
        asking.journey, word, wish.reason, wish.command_id, was_on, asking.user.id, now
    )  # fmt: skip


async def correct_day(asking: FormContext, wish: ConsentDayForm) -> Event:
    """POST /journey/<id>/consents/<consent_id>/day: put right on which day they said yes."""
    word, here = await store.word(asking.tx, asking.journey.id, asking.named("consent_id")), asking.here
    on, was_on = when(asking, wish.on), _day_of(word, here)
    return consents.correct_day(
        asking.journey, word, wish.command_id, on, was_on, asking.user.id, here.now(), here.zone
    )  # fmt: skip


async def day_now(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """The day that stands, to fill the form."""
    word = await store.word(tx, person.journey_id, request.path_params["consent_id"])
    return {"on": _day_of(word, context_of(request))}


async def say_again(asking: FormContext, wish: SayAgainForm) -> Event:
    """POST /journey/<id>/consents/<consent_id>/renew: they say yes once more, in the words of today."""
    word, here = await store.word(asking.tx, asking.journey.id, asking.named("consent_id")), asking.here
    manner = Manner(when(asking, wish.on), noted_by=asking.user.id)
    return consents.renew(asking.journey, word, wish.command_id, wish.method, here.now(), manner, here.zone)


ONE = "consents/{consent_id:uuid}"
AFTER_A_MISTAKE = "Taken back. It counts nowhere; that it was noted, and why not, stays in their story."
form_page(router,
    FormPage(f"{ONE}/mistake", "consent-mistake", MistakenConsentForm, was_a_mistake, lambda _: AFTER_A_MISTAKE,
             _word, part=PART)
)  # fmt: skip
form_page(router,
    FormPage(f"{ONE}/day", "consent-day", ConsentDayForm, correct_day, lambda _: "Put right. All that counts from "
             "that day follows.", _word, part=PART, stands=day_now)
)  # fmt: skip
form_page(router,
    FormPage(f"{ONE}/renew", "consent-again", SayAgainForm, say_again, lambda _: "Noted. It holds on.", _word,
             part=PART)
)  # fmt: skip


async def section(tx: Transaction, person: Person, here: ServiceContext) -> dict[str, Any]:
    """What the person's page shows of what they agree to."""
    said = await store.words(tx, person.journey_id)
    shown = choices.stands(said)
    counts = {answer: list(shown.values()).count(answer) for answer in ("yes", "no", None)}
    return {
        "agreed": consents.latest(said),
        "agreed_counts": [(counts["yes"], "yes"), (counts["no"], "no"), (counts[None], "not asked")],
        "talks_with": [word for word in said if word.purpose == "named" and word.stands],
        "wordings": wordings.wordings().today(),
    }


@router.get("/journey/{journey_id:uuid}/consents/said")
async def show_said(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/<id>/consents/said: everything that was said of it: when, how, to whom, in which words."""
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "consents said")
        said, renewals = await store.words(tx, journey_id), await store.renewals(tx, journey_id)
    library = wordings.wordings()
    return render(
        request,
        "journey/consents-said.html",
        person=person,
        so_far=said,
        renewals=renewals,
        titles={purpose: words.title for purpose, words in library.today().items()},
        lines={word.id: about(word, here) for word in said},
        told={word.id: told(word) for word in said},
        words_of=library.of,
        month_of=wordings.month_of,
        may_say_again=may_say_again,
    )


@router.get("/journey/{journey_id:uuid}/links")
async def show_links(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/<id>/links: where the links that were sent to the person can be switched off."""
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "links")
    return render(request, "journey/links.html", person=person)


@router.post("/journey/{journey_id:uuid}/links/revoke")
async def revoke_links(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """POST /journey/<id>/links/revoke: switch off every link sent to the person so far."""
    wish = (await forms.read(request, forms.ButtonForm)).granted()
    async with here.once(wish) as tx:
        if tx:
            journey = await their_journey(tx, user, journey_id)
            await store.revoke_links(tx, journey_id, here.now())
            await access_log.looked(tx, user, journey.participant_id, "links revoked", here.now())
    return redirect(f"/journey/{journey_id}", "Every link sent so far is switched off. A new message brings a new one.")
