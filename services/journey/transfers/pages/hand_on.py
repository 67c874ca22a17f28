"""Handing on to another Local what it needs, and hearing that it arrived."""

import json
from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field
from pydantic_core import to_jsonable_python

from services.journey.about_me import store as about_me_store
from services.journey.about_me.rules import AboutMeEntry
from services.journey.consents.rules.wordings import wordings
from services.journey.core.pages.access import LinkWorker
from services.journey.core.pages.looking import looked_at
from services.journey.core.rules.journeys import Journey
from services.journey.core.rules.people import Person
from services.journey.core.store import people as people_store
from services.journey.form_pages.pages.small import FormContext, FormPage, form_page
from services.journey.goals import store as goals_store
from services.journey.goals.rules.goals import Goal
from services.journey.groups.rules.last_mile import GroupPathway
from services.journey.groups.store import last_mile as last_mile_store
from services.journey.transfers import store
from services.journey.transfers.rules import parcel, transfer
from services.journey.transfers.rules.transfer import PartName
from services.journey.transfers.store import AgreementKept
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.kernel import topics
from shared.kernel.local_services import local_called
from shared.kernel.refusal import NotFound, Refused
from shared.persistence.database import Transaction
from shared.web import forms
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep
from shared.web.session import User, visit_of

from .router import router


class HandOnForm(forms.Form):
    """A handing on: to which Local, which parts, how the person said yes, and the word agreed on."""

    to_local: Annotated[str, ErrorMessage("Choose the Local that goes on with them.")]
    parts: Annotated[list[PartName], ErrorMessage("Choose at least one thing that goes along.")]
    method: Annotated[transfer.Method, ErrorMessage("Choose how they said yes.")]
    word: Annotated[str, Field(max_length=60), ErrorMessage("Agree with them on a short word.")]


class CodeForm(forms.Form):
    """The code from the other Local that says that a file arrived."""

    code: Annotated[
        str, Field(max_length=20), ErrorMessage("Write the code from the other Local’s page, like KQ3-7TM.")
    ]


def local_names(here: ServiceContext) -> list[tuple[str, str]]:
    """The other Locals, as (slug, name)."""
    return [(slug, local_called(slug)) for slug in topics.LOCALS if slug != here.local]


async def hand_on(asking: FormContext, wish: HandOnForm) -> Event:
    """POST /journey/<id>/transfer: make the file with what the person agreed to hand on to another Local."""
    here, journey = asking.here, asking.journey
    transfer.must_be_agreed(journey)
    if wish.to_local not in dict(local_names(here)):
        raise Refused("Choose one of the Locals on the page.", field="to_local")
    if not wish.parts:
        raise Refused("Choose at least one thing that goes along.", field="parts")
    if "safety_notes" in wish.parts and not asking.user.may("hand_on_safety_notes"):
        raise Refused("Only the Lead lets safety notes go along. Leave them out, or ask the Lead.", field="parts")
    content = await _packed(asking.tx, journey, here, wish)
    await store.drop_parcels_before(asking.tx, here.now() - transfer.KEPT_FOR)
    return transfer.hand_on(journey, wish.command_id, wish.to_local, wish.method, content, here.now())


async def _packed(tx: Transaction, journey: Journey, here: ServiceContext, wish: HandOnForm) -> dict[str, Any]:
    """The file's content: only what was chosen, and only what can be read again."""
    person, parts = await people_store.person(tx, journey.id), wish.parts
    matters = await about_me_store.latest_matters(tx, journey.id) if "about_me" in parts else None
    goals = await goals_store.goals(tx, journey.id) if "goals" in parts else []
    measures = await store.measures_to_hand_on(tx, journey.id) if "measures" in parts else []
    ways = await last_mile_store.ways(tx, journey.participant_id) if "ways" in parts else []
    agreed = await store.agreements_to_hand_on(tx, journey.id) if "agreements" in parts else []
    notes = await store.notes_to_hand_on(tx, journey.participant_id) if "safety_notes" in parts else []
    content = {
        "format": parcel.FORMAT,
        "version": parcel.VERSION,
        "transfer_id": wish.command_id,
        "from_local": here.local,
        "to_local": wish.to_local,
        "made_at": here.now(),
        "agreed": wish.method,
        "word": transfer.mark_of_word(wish.word, wish.command_id),
        "year_of_birth": person.card.year_of_birth if person.card else None,
        "about_me": _about_me(matters) if matters else None,
        "goals": [_goal(goal) for goal in goals],
        "measures": [dict(row) for row in measures],
        "ways": [_way(way) for way in ways],
        "safety_notes": [dict(row) for row in notes],
        "agreements": [_agreement(row, here) for row in agreed],
    }
    found: dict[str, Any] = parcel.sealed(to_jsonable_python(content))
    parcel.read(json.dumps(found))
    return found


def _about_me(matters: AboutMeEntry) -> dict[str, Any]:
    words = {name: said for name, said in matters.words.items() if said}
    return {"told_at": matters.at, "told": matters.told, "words": words}


def _goal(goal: Goal) -> dict[str, Any]:
    told = {name: getattr(goal, name) for name in ("wording", "importance", "confidence", "set_at", "review_on")}
    ended = "reached" if goal.reached_at else "let_go" if goal.let_go_at else None
    return told | {"ended": ended, "ended_at": goal.ended_at}


def _agreement(row: AgreementKept, here: ServiceContext) -> dict[str, Any]:
    words = wordings().of(row.wording, row.language)
    return {
        "purpose": row.purpose, "said": row.said, "said_on": here.day_of(row.said_at), "method": row.method,
        "wording": row.wording, "language": row.language, "text": words.text if words else None,
        "ends_on": row.ends_on,
    }  # fmt: skip


def _way(way: GroupPathway) -> dict[str, Any]:
    visits = way.visits
    stands = (
        "stopped" if way.stopped_at else "settled" if way.settled_at else "goes" if visits
        else "introduced" if way.last("introduced") else "place_kept" if way.last("place_taken") else "looked_at"
    )  # fmt: skip
    place, last_on = (way.group_title or way.title)[:200], visits[-1] if visits else None
    return {"place": place, "visits": len(visits), "last_on": last_on, "stands": stands}


async def what_goes_along(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/transfer needs: Locals, methods, parts, files made, what was handed on."""
    here: ServiceContext = request.app.state.here
    user = visit_of(request).user
    all_parts = user is not None and user.may("hand_on_safety_notes")
    return {
        "locals": local_names(here),
        "methods": list(transfer.METHODS.items()),
        "parts": [(name, words) for name, words in transfer.PARTS.items() if all_parts or name != "safety_notes"],
        "made": await store.parcels(tx, person.journey_id, here.now() - transfer.KEPT_FOR),
        "name_of": local_called,
        "called": transfer.called,
        "handed_on": await store.handed_on(tx, person.journey_id),
        "lead": all_parts,
    }


def to_the_file(user: User, event: Event | None, journey_id: UUID) -> str:
    """The page one goes to afterwards: the one with the files of this journey."""
    return f"/journey/{journey_id}/transfer"


form_page(
    router,
    FormPage(
        "transfer",
        "transfer",
        HandOnForm,
        hand_on,
        lambda _: "The file is made. Fetch it below and give it to the other Local by a safe way.",
        what_goes_along,
        known=lambda person: {"parts": list(transfer.USUAL)},
        goes=to_the_file,
    ),
)


@router.get("/journey/{journey_id:uuid}/transfer/{transfer_id:uuid}")
async def fetch(request: Request, journey_id: UUID, transfer_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/<id>/transfer/<transfer_id>: the file itself, as JSON. Its name says nothing about anybody."""
    async with here.db.transaction() as tx:
        await looked_at(tx, here, user, journey_id, "transfer file")
        row = await store.parcel(tx, journey_id, transfer_id, here.now() - transfer.KEPT_FOR)
    said = json.dumps(row["content"], ensure_ascii=False, indent=2)
    made_at = row["made_at"].astimezone(here.zone)
    name = transfer.file_name(row["to_local"], transfer_id, made_at)
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(said, media_type="application/json", headers=headers)


async def confirm(asking: FormContext, wish: CodeForm) -> Event:
    """POST /journey/<id>/transfer/<transfer_id>/arrived: note, by its code, that a file has arrived."""
    return transfer.confirm(asking.journey, asking.named("transfer_id"), wish.code, asking.here.now())


async def which_file(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/transfer/<transfer_id>/arrived needs: `called` (two words), arrived_at."""
    which = request.path_params["transfer_id"]
    arrived = {sent["transfer_id"]: sent["arrived_at"] for sent in await store.handed_on(tx, person.journey_id)}
    if which not in arrived:
        raise NotFound(which)
    return {"called": transfer.called(which), "arrived_at": arrived[which]}


form_page(
    router,
    FormPage(
        "transfer/{transfer_id:uuid}/arrived",
        "transfer-arrived",
        CodeForm,
        confirm,
        lambda _: "Noted: it has arrived there. If you part ways now, close the journey.",
        which_file,
        goes=to_the_file,
    ),
)
