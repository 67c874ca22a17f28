"""Being in touch: a contact recorded or taken back, another time for a check-in, and one that did not come about."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request

from services.journey.check_ins.rules import check_ins, pauses
from services.journey.check_ins.rules.check_ins import CheckIn
from services.journey.check_ins.store import check_ins as check_ins_store
from services.journey.check_ins.store import rhythms as rhythms_store
from services.journey.core.rules.people import Person
from services.journey.core.rules.rhythm import Calendar
from services.journey.core.store import people as people_store
from services.journey.form_pages.pages.small import (
    ActionResult,
    FormContext,
    FormPage,
    OnDay,
    Words,
    action_button,
    form_page,
    when,
)
from shared.config import calendars
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.persistence.database import Transaction
from shared.web import forms
from shared.web.forms import ErrorMessage

from .router import router


class HeldForm(forms.Form):
    """A contact that took place: how they were in touch, on which day, and a note."""

    mode: Annotated[check_ins.Mode, ErrorMessage("Choose how you were in touch.")]
    on: OnDay = None
    note: Words | None = None


async def hold_check_in(asking: FormContext, wish: HeldForm) -> Event:
    """POST /journey/<id>/check-in: record that the two were in touch.

    What was before the check-in fell due is a contact of its own.
    """
    found = when(asking, wish.on)
    waiting = await check_ins_store.check_in_to_hold(asking.tx, asking.journey.id)
    answers = waiting is not None and (
        found.on is None or found.on >= asking.here.day_of(waiting.due_at or asking.here.now())
    )
    return check_ins.hold(
        asking.journey, waiting.id if waiting and answers else wish.command_id, wish.mode, wish.note,
        asking.here.now(), asking.user.id, **found.told,
    )  # fmt: skip


class MoveForm(forms.Form):
    """Another time for the check-in that waits."""

    to: Annotated[datetime, ErrorMessage("Write a day and a time like 27/3/2026 2.30 pm.")]


async def move_check_in(asking: FormContext, wish: MoveForm) -> Event:
    """POST /journey/<id>/check-in/move: agree on another time for the check-in that waits."""
    calendar = await calendar_of(asking.tx, asking.journey.id, asking.here)
    rhythm = (await people_store.person(asking.tx, asking.journey.id)).rhythm
    waiting = await check_ins_store.check_in_to_hold(asking.tx, asking.journey.id)
    return check_ins.move(asking.journey, waiting, wish.to, rhythm, calendar, asking.here.now())


class MissedForm(forms.Form):
    """Why the check-in that waits did not come about."""

    reason: Annotated[check_ins.MissedBecause, ErrorMessage("Choose what comes closest.")]


async def miss_check_in(asking: FormContext, wish: MissedForm) -> Event:
    """POST /journey/<id>/check-in/missed: note that the check-in did not come about, and why."""
    waiting = await check_ins_store.check_in_to_hold(asking.tx, asking.journey.id)
    return check_ins.miss(asking.journey, waiting, wish.reason, asking.here.now())


async def calendar_of(tx: Transaction, journey_id: UUID, here: ServiceContext) -> Calendar:
    """The calendar by which this person is asked: the Local's days off and their own pauses."""
    local = calendars.of(here.settings)
    return Calendar(local.zone, local.days_off, await rhythms_store.pauses(tx, journey_id))


async def waiting(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What the check-in pages need: waiting (the open one or None), following (the next), missed (reasons)."""
    here: ServiceContext = request.app.state.here
    asked = await check_ins_store.check_in_to_hold(tx, person.journey_id)
    following = person.rhythm.next_after(here.now(), await calendar_of(tx, person.journey_id, here))
    return {"waiting": asked, "following": following, "missed": list(check_ins.MISSED.items())}


async def section(tx: Transaction, person: Person, here: ServiceContext) -> dict[str, Any]:
    """What the person's page shows of the rhythm."""
    now, calendar = here.now(), await calendar_of(tx, person.journey_id, here)
    ahead = [each for each in calendar.pauses if not each.is_over(now, calendar.zone)]
    return {
        "rhythm": person.rhythm.words,
        "next_check_in": person.rhythm.next_after(now, calendar),
        "pauses_ahead": [(each.covers(now, calendar.zone), pauses.span(each, here.today())) for each in ahead],
        "fresh_contact": _fresh(await check_ins_store.last_contact(tx, person.journey_id), now),
    }


def _fresh(contact: CheckIn | None, now: datetime) -> CheckIn | None:
    """The last contact, while whoever recorded it may still take it back."""
    fresh = contact and contact.recorded_at and now - contact.recorded_at <= check_ins.TAKE_BACK_WITHIN
    return contact if fresh else None


BY: Mapping[str, check_ins.Mode] = {"call": "call", "sms": "message", "email": "message", "drop_in": "visit"}


def as_they_like_it(person: Person) -> Mapping[str, Any]:
    """How they like to be reached, chosen beforehand: it most likely was that way, and is one tap less."""
    return {"mode": BY.get(person.card.contact_by)} if person.card else {}


form_page(
    router,
    FormPage(
        "check-in",
        "check-in",
        HeldForm,
        hold_check_in,
        lambda _: "Recorded. It is in their story.",
        waiting,
        known=as_they_like_it,
        undo=lambda event: f"check-ins/{event.check_in_id}/take-back",
    ),
)
form_page(
    router,
    FormPage(
        "check-in/move",
        "check-in-move",
        MoveForm,
        move_check_in,
        lambda _: "Another time is agreed on. It comes back to your day then.",
        waiting,
    ),
)
form_page(
    router,
    FormPage(
        "check-in/missed",
        "check-in-missed",
        MissedForm,
        miss_check_in,
        lambda _: "Noted. The next check-in follows in their rhythm.",
        waiting,
    ),
)


async def take_contact_back(asking: FormContext) -> ActionResult:
    """POST /journey/<id>/check-ins/<check_in_id>/take-back: a contact was recorded by mistake."""
    contact = await check_ins_store.check_in_of(asking.tx, asking.journey.id, asking.named("check_in_id"))
    taken_back = check_ins.take_back(asking.journey, contact, asking.user.id, asking.here.now())
    return ActionResult(taken_back, "Taken back. It does not count, and what was noted with it is gone.")


action_button(router, "check-ins/{check_in_id:uuid}/take-back", take_contact_back)
