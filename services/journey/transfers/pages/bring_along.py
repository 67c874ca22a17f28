"""Bringing along what another Local handed on: looked at first, added with a yes, and taken back if it was wrong."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field

from services.journey.consents.rules import wordings
from services.journey.core.pages.access import LinkWorker
from services.journey.core.pages.looking import looked_at, their_journey
from services.journey.core.rules.people import Person
from services.journey.core.store import people as people_store
from services.journey.core.store.recording import record
from services.journey.form_pages.pages.small import ActionResult, FormContext, action_button
from services.journey.measures import instruments
from services.journey.measures.rules import scoring
from services.journey.transfers import store
from services.journey.transfers.rules import parcel, transfer
from services.journey.transfers.rules.parcel import MeasureThere, Parcel
from services.journey.transfers.rules.transfer import PartName
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.kernel.local_services import local_called
from shared.kernel.refusal import NotFound, Refused
from shared.persistence import access_log
from shared.persistence.database import Transaction
from shared.persistence.outbox import NothingChanged
from shared.rules.instruments.definition import Instrument
from shared.web import forms, uploads
from shared.web.forms import ErrorMessage
from shared.web.rendering import ContextDep, redirect, render
from shared.web.session import User

from .router import router

ALREADY = "What this file holds has come along already. Nothing was done twice."
LEFT = "You have left this file, and it is gone from here: nothing was added. If it is theirs, choose it again."
NOT_LEFT = "It has come along already, so it cannot be left now. Open it again to take it back."
OTHER_PARTS = "Other parts of the file have been chosen since. See below what would be added now."


class BringForm(forms.Form):
    """A file that another Local made: its text, the word agreed on there, and which parts come along."""

    parcel: Annotated[
        str, Field(max_length=parcel.MOST_CHARACTERS), ErrorMessage("Choose the file that the other Local made.")
    ]
    word: Annotated[str, Field(max_length=60), ErrorMessage("Ask them for the word they agreed on at the other Local.")]
    parts: Annotated[list[PartName], ErrorMessage("Choose at least one thing that comes along.")]


class YesForm(forms.Form):
    """The yes to what a file would add."""

    shown: Annotated[str, Field(max_length=100), ErrorMessage("See below what would be added, and say yes to that.")]
    """The parts that whoever says yes was shown."""


def checked_here(here: ServiceContext) -> transfer.Checked:
    """A check of a file's measures: the same answers make the same score here, or it says what does not fit."""
    library = instruments.library_of(here.settings)

    def check(one: MeasureThere) -> str | None:
        try:
            instrument = library.get(f"{one.instrument}@{one.version}")
        except KeyError:
            return f"{one.instrument} version {one.version} is not known here"
        try:
            found = scoring.score(instrument, _given(instrument, one))
        except Refused as refused:
            return refused.why.removesuffix(".")
        return None if found.score == one.score else "its score is not the one of its answers"

    return check


def _given(instrument: Instrument, one: MeasureThere) -> object:
    if instrument.scoring.rule != "goal_attainment":
        return [None] * len(instrument.items) if one.missing_reason == "declined" and not one.answers else one.answers
    return [{"level": level, "weight": weight} for level, weight in zip(one.answers, one.weights, strict=False)]


@router.get("/journey/{journey_id:uuid}/bring-along")
async def show_bring_along(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/<id>/bring-along: the form to bring along a file, and what has come along before."""
    return await _shown(request, journey_id, here, user, None)


@router.post("/journey/{journey_id:uuid}/bring-along")
async def look_at_file(request: Request, journey_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """POST /journey/<id>/bring-along: check a file as a whole and keep it for a day.

    Nothing is added to anybody before the yes on the next page.
    """
    form = await uploads.read(request, BringForm, file="file", into="parcel", most=parcel.MOST_CHARACTERS)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                found = parcel.read(wish.parcel)
                if tx:
                    await _fits(tx, here, user, journey_id, wish.parcel, wish.parts, wish.word)
                    if await store.came_along(tx, journey_id, found.transfer_id):
                        raise Refused(ALREADY, field="parcel", conflict=True)
                    await store.keep_arrival(tx, journey_id, found.transfer_id, wish.parcel, wish.parts, here.now())
            return redirect(f"{request.url.path}/{found.transfer_id}")
    return await _shown(request, journey_id, here, user, form)


@router.get("/journey/{journey_id:uuid}/bring-along/{transfer_id:uuid}")
async def preview(
    request: Request, journey_id: UUID, transfer_id: UUID, here: ContextDep, user: LinkWorker
) -> Response:
    """GET /journey/<id>/bring-along/<transfer_id>: what the file would add, or that it has come along."""
    return await _previewed(request, journey_id, transfer_id, here, user, forms.blank(YesForm))


async def _previewed(
    request: Request,
    journey_id: UUID,
    transfer_id: UUID,
    here: ServiceContext,
    user: User,
    form: forms.BoundForm[YesForm],
) -> Response:
    """What would be added, before anything is; and afterwards that it arrived, with the code for the other Local."""
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "bring along")
        came = await store.came_along(tx, journey_id, transfer_id)
        waits = None if came else await store.arrival(tx, journey_id, transfer_id)
    if came is None and waits is None:
        raise NotFound(transfer_id)
    if waits and waits["left_at"]:
        raise Refused(LEFT, conflict=True)
    found = parcel.read(waits["content"]) if waits else None
    may = came and transfer.may_take_back(
        came["brought_at"], came["brought_by"], user.id, user.may("undo_what_was_brought"), here.now()
    )
    return render(
        request, "journey/bring-along-look.html", status=form.status, form=form, person=person, found=found, came=came,
        action=f"/journey/{journey_id}/bring-along/{transfer_id}",
        lines=transfer.preview(found, waits["parts"]) if found and waits else [],
        shown=" ".join(waits["parts"]) if waits else "", receipt=transfer.receipt(transfer_id),
        name_of=local_called, may_take_back=may,
    )  # fmt: skip


@router.post("/journey/{journey_id:uuid}/bring-along/{transfer_id:uuid}/yes")
async def bring_along(
    request: Request, journey_id: UUID, transfer_id: UUID, here: ContextDep, user: LinkWorker
) -> Response:
    """POST /journey/<id>/bring-along/<transfer_id>/yes: record what the file holds, as that was shown."""
    form = await forms.read(request, YesForm)
    if wish := form.wish:
        with form.refusals():
            try:
                async with here.once(wish) as tx:
                    if tx:
                        await _taken_in(tx, here, user, journey_id, transfer_id, wish.shown)
            except NothingChanged:
                raise Refused(ALREADY, conflict=True) from None
            says = "It has come along. Read it together: is it still so?"
            return redirect(f"/journey/{journey_id}/bring-along/{transfer_id}", says)
    return await _previewed(request, journey_id, transfer_id, here, user, form)


@router.post("/journey/{journey_id:uuid}/bring-along/{transfer_id:uuid}/no")
async def leave_it(
    request: Request, journey_id: UUID, transfer_id: UUID, here: ContextDep, user: LinkWorker
) -> Response:
    """POST /journey/<id>/bring-along/<transfer_id>/no: add nothing, and delete the file here."""
    (await forms.read(request, forms.ButtonForm)).granted()
    async with here.db.transaction() as tx:
        await their_journey(tx, user, journey_id)
        if await store.came_along(tx, journey_id, transfer_id):
            raise Refused(NOT_LEFT, conflict=True)
        await store.leave_arrival(tx, journey_id, transfer_id, here.now())
    return redirect(f"/journey/{journey_id}/bring-along", "Nothing was added, and the file is gone from here.")


async def _fits(
    tx: Transaction,
    here: ServiceContext,
    user: User,
    journey_id: UUID,
    text: str,
    parts: list[PartName],
    word: str | None,
) -> tuple[Parcel, list[Event]]:
    """The file, and the facts that it would add. `word`: what they said; None where it has been asked already."""
    journey = await their_journey(tx, user, journey_id)
    found = parcel.read(text)
    if word is not None:
        card = (await people_store.person(tx, journey_id)).card
        transfer.must_be_for_us(found, here.local, card.year_of_birth if card else None, word, here.now())
    most, checked = here.settings.most_goals, checked_here(here)
    before = await store.bringings(tx, journey.participant_id, found.transfer_id)
    return found, transfer.bring_along(journey, found, parts, most, checked, here.now(), user.id, before + 1)


async def _taken_in(
    tx: Transaction, here: ServiceContext, user: User, journey_id: UUID, transfer_id: UUID, shown: str
) -> None:
    """Everything is looked at once more before anything is written, and all of it is written together."""
    journey = await their_journey(tx, user, journey_id)
    waits = await store.arrival(tx, journey_id, transfer_id)
    if waits is None:
        if await store.came_along(tx, journey_id, transfer_id):
            raise Refused(ALREADY, conflict=True)
        raise NotFound(transfer_id)
    if waits["left_at"]:
        raise Refused(LEFT, conflict=True)
    if shown != " ".join(waits["parts"]):
        raise Refused(OTHER_PARTS, field="shown", conflict=True)
    _, facts = await _fits(tx, here, user, journey_id, waits["content"], waits["parts"], None)
    before = await store.touched(tx, journey_id)
    for fact in facts:
        await record(tx, fact)
    await store.not_touched(tx, journey_id, before)
    await access_log.looked(tx, user, journey.participant_id, "brought along", here.now())


async def take_back(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/bring-along/<transfer_id>/take-back: the file was somebody else's after all."""
    transfer_id, journey = asking.named("transfer_id"), asking.journey
    came = await store.came_along(asking.tx, journey.id, transfer_id)
    if came is None:
        raise Refused("This has been taken back already.", conflict=True)
    told = transfer.take_back(
        journey, transfer_id, came["brought_at"], came["brought_by"], asking.user.id,
        asking.user.may("undo_what_was_brought"), asking.here.now(), came["bringing"],
    )  # fmt: skip
    return ActionResult(told, "Taken back. Nothing that the file brought is here any more.")


action_button(router, "bring-along/{transfer_id:uuid}/take-back", take_back)


async def _shown(request: Request, journey_id: UUID, here: ServiceContext, user: User, refused: Any) -> Response:
    async with here.db.transaction() as tx:
        person = await looked_at(tx, here, user, journey_id, "bring along")
        came = await store.brought_along(tx, journey_id)
    form = refused or forms.filled(BringForm, {"parts": list(transfer.USUAL)})
    return render(
        request,
        "journey/bring-along.html",
        status=form.status,
        person=person,
        form=form,
        action=request.url.path,
        came=came,
        parts=list(transfer.PARTS.items()),
        name_of=local_called,
    )


async def section(tx: Transaction, person: Person, here: ServiceContext) -> dict[str, Any]:
    """What came along from elsewhere, for the person's page."""
    return {
        "came_along": await store.brought_along(tx, person.journey_id),
        "handed_on": await store.handed_on(tx, person.journey_id),
        "name_of": local_called,
        "stands": STANDS,
        "agreed_called": wordings.called,
        "month_of": wordings.month_of,
    }


STANDS = {
    "looked_at": "looked at it together",
    "place_kept": "a place was kept",
    "introduced": "was introduced",
    "goes": "went there",
    "settled": "belonged there",
    "stopped": "stopped going there",
}
