"""What was said of what they agree to, and when; said once more, taken back, or put right where it was a mistake."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response

from services.journey.consents import store
from services.journey.consents.rules import consents, mistakes, wordings
from services.journey.consents.rules.consents import Manner, Word
from services.journey.core.pages.access import LinkWorker
from services.journey.core.pages.looking import looked_at
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
from shared.events.consents import Method
from shared.events.journey import Mistake
from shared.persistence.database import Transaction
from shared.web import forms, wholes
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, context_of, render

from .consents import PART, TOLD_US, about, may_say_again, told
from .router import router


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


async def talk_no_more(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/consents/<consent_id>/withdraw: one yes is taken back, as of those whom we may talk with."""
    word = await store.word(asking.tx, asking.journey.id, asking.named("consent_id"))
    gone = consents.take_back(asking.journey, word, asking.here.now(), by=asking.user.id)
    return ActionResult(gone, "Taken back, from today. Nothing more of it is told to anybody.")


action_button(router, "consents/{consent_id:uuid}/withdraw", talk_no_more, part=PART)


async def _word(tx: Transaction, person: Person, request: Request) -> dict[str, Any]:
    word = await store.word(tx, person.journey_id, request.path_params["consent_id"])
    return {
        "word": word,
        "wording": wordings.wordings().newest(word.purpose),
        "mistakes": list(mistakes.MISTAKES.items()),
        "methods": list(TOLD_US.items()),
        "said_on": _day_of(word, context_of(request)),
    }


def _day_of(word: Word, here: ServiceContext) -> date:
    return here.day_of(word.given_at or word.at)


async def was_a_mistake(asking: FormContext, wish: MistakenConsentForm) -> Event:
    """POST /journey/<id>/consents/<consent_id>/mistake: take back a yes or a no that was noted by mistake."""
    word = await store.word(asking.tx, asking.journey.id, asking.named("consent_id"))
    now, was_on = asking.here.now(), _day_of(word, asking.here)
    return mistakes.was_a_mistake(
        asking.journey, word, wish.reason, wish.command_id, was_on, asking.user.id, now
    )  # fmt: skip


async def correct_day(asking: FormContext, wish: ConsentDayForm) -> Event:
    """POST /journey/<id>/consents/<consent_id>/day: put right on which day they said yes."""
    word, here = await store.word(asking.tx, asking.journey.id, asking.named("consent_id")), asking.here
    on, was_on = when(asking, wish.on), _day_of(word, here)
    return mistakes.correct_day(
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
