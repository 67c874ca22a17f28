"""Pauses: planned, changed, ended."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request

from services.journey.check_ins.rules import pauses
from services.journey.check_ins.store import rhythms as rhythms_store
from services.journey.core.rules import rhythm
from services.journey.core.rules.people import Person
from services.journey.core.rules.rhythm import Pause
from services.journey.form_pages.pages.small import ActionResult, FormContext, FormPage, action_button, form_page
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.kernel.refusal import NotFound
from shared.persistence.database import Transaction
from shared.web import wholes
from shared.web.forms import ErrorMessage

from .router import router


class PauseForm(wholes.Whole):
    """A pause from check-ins: what it is for, its first day, and its last one (empty: not known yet)."""

    reason: Annotated[rhythm.Why, ErrorMessage("Choose what it is for.")]
    from_on: Annotated[date, ErrorMessage("Write the first day like 27/3/2026.")]
    until_on: Annotated[date, ErrorMessage("Write the last day like 27/3/2026, or leave it empty.")] | None = None


async def plan_pause(asking: FormContext, wish: PauseForm) -> Event:
    """POST /journey/<id>/pauses: plan a pause in which no check-in falls due."""
    return await _paused(asking, wish, wish.command_id)


async def change_pause(asking: FormContext, wish: PauseForm) -> Event:
    """POST /journey/<id>/pauses/<pause_id>: change the days or the reason of a pause."""
    known = await rhythms_store.pauses(asking.tx, asking.journey.id)
    return await _paused(asking, wish, named_pause(known, asking.request).id)


async def _paused(asking: FormContext, wish: PauseForm, pause_id: UUID) -> Event:
    known = await rhythms_store.pauses(asking.tx, asking.journey.id)
    wished = Pause(pause_id, wish.from_on, wish.until_on, wish.reason)
    return pauses.pause(asking.journey, wished, known, asking.here.today(), asking.here.now())


def named_pause(known: tuple[Pause, ...], request: Request) -> Pause:
    """The pause that the address names; NotFound if it is not among these."""
    found = next((each for each in known if each.id == request.path_params["pause_id"]), None)
    if found is None:
        raise NotFound(request.path_params["pause_id"])
    return found


async def to_plan(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/pauses needs: the reasons, the pauses that run or are to come, and those over."""
    here: ServiceContext = request.app.state.here
    now, zone = here.now(), here.zone
    known, day = await rhythms_store.pauses(tx, person.journey_id), here.today()
    return {
        "why": list(pauses.REASONS.items()),
        "zone": zone,
        "running": [
            (each, pauses.REASONS[each.reason], pauses.span(each, day)) for each in known if not each.is_over(now, zone)
        ],
        "over": [
            (each, pauses.REASONS[each.reason], pauses.span(each, day)) for each in known if each.is_over(now, zone)
        ],
    }


async def to_change(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/pauses/<pause_id> needs: the reasons, and the pause's days in words."""
    paused = named_pause(await rhythms_store.pauses(tx, person.journey_id), request)
    span = pauses.span(paused, request.app.state.here.today())
    return {"why": list(pauses.REASONS.items()), "span": span}


async def pause_now(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """The pause as it stands, to fill its form: reason, from_on, until_on."""
    paused = named_pause(await rhythms_store.pauses(tx, person.journey_id), request)
    return {"reason": paused.reason, "from_on": paused.from_on, "until_on": paused.until_on}


form_page(
    router,
    FormPage(
        "pauses", "pauses", PauseForm, plan_pause, lambda told: f"A pause {_told(told)}. Nobody asks then.", to_plan
    ),
)
form_page(
    router,
    FormPage(
        "pauses/{pause_id:uuid}",
        "pause-change",
        PauseForm,
        change_pause,
        lambda told: f"Changed. The pause is {_told(told)}.",
        to_change,
        stands=pause_now,
        labels={"reason": pauses.REASONS},
    ),
)


def _told(told: Any) -> str:
    paused = Pause(told.pause_id, told.from_on, told.until_on, told.reason)
    return pauses.span(paused, told.occurred_at.date())


async def end_pause(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/pauses/<pause_id>/end: end a pause now, or call it off before it begins."""
    paused = named_pause(await rhythms_store.pauses(asking.tx, asking.journey.id), asking.request)
    resumed = pauses.resume(asking.journey, paused, asking.here.zone, asking.here.now())
    return ActionResult(resumed, "The pause is over. They are asked in their rhythm again.")


action_button(router, "pauses/{pause_id:uuid}/end", end_pause)
