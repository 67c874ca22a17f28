"""Carers and supporters: who they are, and what the person lets each of them know."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request
from pydantic import Field

from services.journey.core.pages.access import staff_names
from services.journey.core.rules.people import Person
from services.journey.form_pages.pages.small import ActionResult, FormContext, FormPage, Words, action_button, form_page
from shared.context.service_context import ServiceContext
from shared.events import Event, SupporterViewRecorded
from shared.events.supporters import MayKnow, Relation
from shared.persistence.database import Transaction
from shared.web import wholes
from shared.web.forms import ErrorMessage
from shared.web.rendering import context_of

from . import store
from .rules import may_know, supporters
from .rules.supporters import Supporter, SupporterDetails

router = APIRouter(include_in_schema=False)

ONE = "supporters/{supporter_id:uuid}"
PART = "#supporters"
TICKED = {"yes": "yes"}
MAY_KNOW = [(code, meaning.title, meaning.hint) for code, meaning in may_know.MAY_KNOW.items()]


class DetailsForm(wholes.Whole):
    """Who a supporter is: name, relation, whether they are a carer, how to reach them, and a note."""

    name: Annotated[str, Field(max_length=120), ErrorMessage("Write what the person calls them.")]
    relation: Annotated[Relation, ErrorMessage("Choose who they are to the person.")]
    is_carer: bool = False
    contact: Annotated[str, Field(max_length=200)] | None = None
    note: Words | None = None

    @property
    def known(self) -> SupporterDetails:
        return SupporterDetails(self.name, self.relation, self.is_carer, self.contact, self.note)


class ViewForm(wholes.Whole):
    """What a supporter may know, in the person's words, and whether they are called in an emergency."""

    may_know: MayKnow | None = None
    words: Words | None = None
    in_emergency: bool = False

    @property
    def said(self) -> supporters.DisclosurePreference:
        return supporters.DisclosurePreference(self.may_know, self.words, self.in_emergency)


class SupporterForm(ViewForm, DetailsForm):
    """A new supporter: who they are and what they may know, both at once."""


async def supporter_now(asking: FormContext) -> Supporter:
    """The supporter that the address names, read under the journey's lock."""
    return await store.supporter(asking.tx, asking.journey.id, asking.named("supporter_id"))


async def name_supporter(asking: FormContext, wish: SupporterForm) -> list[Event]:
    """POST /journey/<id>/supporters: note a carer or supporter whom the person names."""
    return list(
        supporters.name(
            asking.journey, wish.command_id, wish.known, wish.said, asking.user.id, asking.here.now()
        )
    )  # fmt: skip


async def correct_supporter(asking: FormContext, wish: DetailsForm) -> Event:
    """POST /journey/<id>/supporters/<supporter_id>/details: correct what is written about a supporter."""
    return supporters.correct(asking.journey, await supporter_now(asking), wish.known, asking.here.now())


async def record_view(asking: FormContext, wish: ViewForm) -> Event:
    """POST /journey/<id>/supporters/<supporter_id>/view: record what a supporter may know from now on."""
    supporter, by = await supporter_now(asking), asking.user.id
    return supporters.say_what_they_may_know(
        asking.journey, supporter, wish.command_id, wish.said, by, asking.here.now()
    )


async def end_supporter(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/supporters/<supporter_id>/ended: they are no supporter of the person any more."""
    ended = supporters.end(asking.journey, await supporter_now(asking), asking.here.now())
    return ActionResult(ended, "Noted. From now on they are told nothing.")


async def who_there_is(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/supporters needs: supporters, relations, what each may know, workers' names."""
    here: ServiceContext = context_of(request)
    return {
        "supporters": await store.supporters(tx, person.journey_id),
        "may_know": MAY_KNOW,
        "titles": {code: meaning.title for code, meaning in may_know.MAY_KNOW.items()},
        "relations": list(may_know.RELATIONS.items()),
        "no_agreement": may_know.NO_AGREEMENT,
        "workers": staff_names(here),
    }


async def which_one(tx: Transaction, person: Person, request: Request) -> dict[str, Any]:
    """What a page about one supporter needs: supporter, may_know, relations; NotFound for somebody else's."""
    return {
        "supporter": await _asked(tx, person, request),
        "may_know": MAY_KNOW,
        "relations": list(may_know.RELATIONS.items()),
    }


async def _asked(tx: Transaction, person: Person, request: Request) -> Supporter:
    return await store.supporter(tx, person.journey_id, request.path_params["supporter_id"])


async def view_now(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What the supporter may know as it was said last, to fill the form: may_know, words, in_emergency."""
    said = (await _asked(tx, person, request)).said
    if said is None:
        return dict.fromkeys(("may_know", "words", "in_emergency"))
    return {"may_know": said.may_know, "words": said.words, "in_emergency": said.in_emergency or None}


async def details_now(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """The supporter's details as they stand, to fill the form: name, relation, contact, note, is_carer."""
    supporter = await _asked(tx, person, request)
    known = {name: getattr(supporter, name) for name in ("name", "relation", "contact", "note")}
    return known | {"is_carer": supporter.is_carer or None}


async def section(tx: Transaction, person: Person, here: ServiceContext) -> dict[str, Any]:
    """What the person's page shows of those who support them."""
    return {"supporters": await store.supporters(tx, person.journey_id), "no_agreement": may_know.NO_AGREEMENT}


async def for_themselves(tx: Transaction, journey_id: UUID) -> dict[str, Any]:
    """What mine-supporters.html needs, on the person's own page."""
    return {"my_supporters": supporters.for_themselves(await store.supporters(tx, journey_id))}


def after_view(event: SupporterViewRecorded) -> str:
    """What is said after it was recorded what a supporter may know."""
    if event.may_know == "not_safe":
        return "Noted. It stands on top of the page: they are told nothing and not called."
    return "Noted. That holds from now on, and can be changed at any time."


form_page(router,
    FormPage("supporters", "supporters", SupporterForm, name_supporter,
         lambda _: "Noted. They are told no more than the person said.", who_there_is, part=PART)
)  # fmt: skip
form_page(router,
    FormPage(f"{ONE}/view", "supporter-view", ViewForm, record_view, after_view, which_one, part=PART, stands=view_now,
         labels={"may_know": {code: title for code, title, _ in MAY_KNOW}, "in_emergency": TICKED})
)  # fmt: skip
form_page(router,
    FormPage(f"{ONE}/details", "supporter-details", DetailsForm, correct_supporter, lambda _: "Noted.", which_one,
         part=PART, stands=details_now, labels={"relation": may_know.RELATIONS, "is_carer": TICKED})
)  # fmt: skip
action_button(router, f"{ONE}/ended", end_supporter, part=PART)
