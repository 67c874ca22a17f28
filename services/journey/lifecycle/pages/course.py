"""How a journey ends, is asked after, goes on or begins anew."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import Request

from services.journey.core.pages.access import staff_names
from services.journey.core.rules.people import Person
from services.journey.form_pages.pages.small import FormContext, FormPage, Words, form_page
from services.journey.lifecycle.rules import course, joining
from services.journey.lifecycle.rules.endings import ClosingReason
from services.journey.lifecycle.store import course as course_store
from services.journey.lifecycle.store import joining as joining_store
from services.journey.safety import store as safety_store
from shared.context.service_context import ServiceContext
from shared.events import Event, JourneyOpened
from shared.persistence.database import Transaction
from shared.web import forms
from shared.web.forms import ErrorMessage
from shared.web.session import User

from .router import router

WHOSE_WAS_THIS = timedelta(days=28)
"""For so long after two records were parted it is asked whose it was that was written meanwhile."""


class CloseForm(forms.Form):
    """The end of a journey: why, whether they said goodbye, and the day of a follow-up."""

    reason: Annotated[ClosingReason, ErrorMessage("Choose why you part ways.")]
    planned: bool = False
    follow_up_on: Annotated[date, ErrorMessage("Write the day like 24/3/2026, or leave it empty.")] | None = None


class FollowUpForm(forms.Form):
    """A follow-up after the end: how they are going, or that there was no answer, and a note."""

    outcome: Annotated[course.FollowUpOutcome, ErrorMessage("Choose how they are going, or that there was no answer.")]
    note: Words | None = None


class AgainForm(forms.Form):
    """Why the two go on together after the journey's end."""

    reason: Annotated[course.ReopeningReason, ErrorMessage("Choose why you go on together.")]


async def close_journey(asking: FormContext, wish: CloseForm) -> Event:
    """POST /journey/<id>/close: close the journey; check-ins and messages end."""
    here = asking.here
    return course.close(asking.journey, wish.reason, wish.planned, here.now(), wish.follow_up_on, here.today())


async def closing_reasons(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/close needs: reasons, `suggested` follow-up day, `worries` (open safety notes)."""
    here: ServiceContext = request.app.state.here
    suggested = here.today() + timedelta(weeks=here.settings.follow_up_weeks)
    return {
        "reasons": list(course.REASONS.items()),
        "suggested": suggested if person.service_since else None,
        "worries": len(await safety_store.open_notes_about(tx, person.participant_id)),
    }


async def hold_follow_up(asking: FormContext, wish: FollowUpForm) -> Event:
    """POST /journey/<id>/follow-up: record what came of asking once more after the end."""
    return course.follow_up(asking.journey, wish.command_id, wish.outcome, wish.note, asking.here.now())


async def how_it_ended(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/follow-up needs: outcomes, the journey's course, and the closing reasons."""
    return {
        "outcomes": list(course.FOLLOWED_UP.items()),
        "course": await course_store.course(tx, person.journey_id),
        "reasons": course.REASONS,
    }


def after_follow_up(event: Any) -> str:
    """What is said after a follow-up was recorded."""
    if event.outcome == "would_like_to_return":
        return "Noted. They would like to come back: go on together as soon as you can."
    return "Noted. It is in their story."


async def go_on(asking: FormContext, wish: AgainForm) -> Event:
    """POST /journey/<id>/again: reopen the journey soon after its end; later, open a new one."""
    here, journey = asking.here, asking.journey
    within, now = here.settings.reopen_within_days, here.now()
    joining.must_walk_nowhere_else(await joining_store.walks_elsewhere(asking.tx, journey.participant_id))
    if journey.can_go_on(within, now):
        return course.reopen(journey, wish.command_id, wish.reason, within, now)
    return course.set_out_anew(journey, journey.link_worker_id, now)


async def how_to_go_on(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/again needs: lately (the journey can go on), within (days), course, because."""
    here: ServiceContext = request.app.state.here
    within = here.settings.reopen_within_days
    lately = person.closed_at is not None and here.now() - person.closed_at <= timedelta(days=within)
    return {
        "lately": lately,
        "within": within,
        "course": await course_store.course(tx, person.journey_id),
        "because": list(course.REOPENED.items()),
    }


def said_of_going_on(event: Any) -> str:
    """What is said after going on: a new journey has begun, or the earlier one goes on."""
    if isinstance(event, JourneyOpened):
        return "A new journey has begun. Ask them anew what they agree to; what you wrote before can be read."
    return "The journey goes on, with everything they agreed to."


def where_it_goes_on(user: User, event: Event | None, journey_id: UUID) -> str:
    """The page one goes to afterwards: the new journey's, or the same one's."""
    return f"/journey/{event.journey_id if isinstance(event, JourneyOpened) else journey_id}"


async def section(tx: Transaction, person: Person, here: ServiceContext) -> dict[str, Any]:
    """What the person's page shows of how the journey goes on."""
    return {
        "reasons": course.REASONS,
        "course": await course_store.course(tx, person.journey_id),
        "handover_note": await course_store.handover_note(tx, person.journey_id) if person.closed_at is None else None,
        "names": staff_names(here),
        "other_records": await joining_store.other_records(tx, person.participant_id),
        "joined_before": await joining_store.joined_before(tx, person.participant_id, here.now() - WHOSE_WAS_THIS),
    }


form_page(
    router,
    FormPage(
        "close",
        "close",
        CloseForm,
        close_journey,
        lambda _: "The journey is closed. Check-ins and messages have ended.",
        closing_reasons,
    ),
)
form_page(router, FormPage("follow-up", "follow-up", FollowUpForm, hold_follow_up, after_follow_up, how_it_ended))
form_page(router, FormPage("again", "again", AgainForm, go_on, said_of_going_on, how_to_go_on, goes=where_it_goes_on))
