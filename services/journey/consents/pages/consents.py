"""What the person agrees to and what not, in one form with one button."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import Request
from pydantic import Field

from services.journey.consents import store
from services.journey.consents.rules import choices, consents, wordings
from services.journey.consents.rules.choices import Answer, Answers
from services.journey.consents.rules.consents import METHODS, Manner, RecipientKind, Share, Word
from services.journey.core.pages.access import staff_names
from services.journey.core.rules.people import Person
from services.journey.form_pages.pages.small import FormContext, FormPage, OnDay, form_page, when
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.events.consents import AnyPurpose, Method, Scope
from shared.persistence.database import Transaction
from shared.web import wholes
from shared.web.forms import ErrorMessage
from shared.web.rendering import context_of

from .router import router

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


async def note_consents(asking: FormContext, wish: ConsentsForm) -> list[Event]:
    """POST /journey/<id>/consents: note what the person said yes and no to, all at once."""
    journey, here = asking.journey, asking.here
    said = await store.words(asking.tx, journey.id)
    others = await store.standing(asking.tx, journey.participant_id, journey.id)
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
    if word.ended_by:
        parts.append(f"its end noted by {staff_names(here).get(word.ended_by, 'somebody who has left')}")
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
