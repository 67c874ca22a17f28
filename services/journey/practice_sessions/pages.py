"""Practising together: the hours that are planned, who comes, and who came."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from services.journey.core.pages.access import LinkWorker, staff_names, whose
from services.journey.core.rules.people import Person
from services.journey.core.store import journeys as journeys_store
from services.journey.core.store.recording import record
from services.journey.form_pages.pages.small import FormContext, FormPage, OneToTen, form_page
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.kernel.refusal import NotFound, Refused
from shared.persistence import access_log
from shared.persistence.database import Transaction
from shared.persistence.outbox import NothingChanged
from shared.web import forms
from shared.web.forms import BoundForm, ErrorMessage
from shared.web.rendering import ContextDep, context_of, redirect, render
from shared.web.session import User

from . import rules as skills
from . import store
from .rules import SkillSession

router = APIRouter(include_in_schema=False)


class PlanForm(forms.Form):
    """A new practice session: topic, for one person or a few, day, time, places, and where it is."""

    topic: Annotated[skills.Topic, ErrorMessage("Choose what it is about.")]
    setting: Annotated[skills.Setting, ErrorMessage("Choose whether it is for one person or a few.")]
    on: Annotated[date, ErrorMessage("Write a day still to come, like 27/3/2026.")]
    at: Annotated[time, ErrorMessage("Write a time like 10.30 am.")]
    places: Annotated[int, Field(ge=2, le=skills.MOST_PLACES), ErrorMessage("Write a number from 2 to 12.")] | None = (
        None
    )
    place: Annotated[str, Field(max_length=200)] | None = None


class SkillAttendanceForm(forms.Form):
    """Whether somebody came to practise, how sure they feel since (1 to 10), or why they stayed away."""

    came: Annotated[bool, ErrorMessage("Choose whether they came.")]
    confidence: OneToTen | None = None
    reason: skills.StayedAway | None = None


class CancelForm(forms.Form):
    """A form that is only its button."""


class JoinForm(forms.Form):
    """The practice session in which the person takes a place."""

    session_id: Annotated[UUID, ErrorMessage("Choose one of the hours.")]


@router.get("/journey/skills")
async def show_skills(request: Request, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/skills: practice sessions to come, and those where attendance is still to be noted."""
    async with here.db.snapshot() as tx:
        to_come = await store.skill_sessions_to_come(tx, here.now())
        to_note = await store.skill_sessions_to_note(tx, whose(user), here.now())
    return render(
        request,
        "journey/skills.html",
        to_come=to_come,
        to_note=to_note,
        topics=skills.TOPICS,
        workers=staff_names(here),
    )


@router.get("/journey/skills/plan")
async def show_plan(request: Request, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/skills/plan: the form for a new practice session."""
    return _plan_page(request, forms.filled(PlanForm, {"setting": "small_group", "places": 6}))


@router.post("/journey/skills/plan")
async def plan_session(request: Request, here: ContextDep, user: LinkWorker) -> Response:
    """POST /journey/skills/plan: plan a practice session, which this link worker runs."""
    form = await forms.read(request, PlanForm)
    if wish := form.wish:
        starts_at = datetime.combine(wish.on, wish.at, here.zone).astimezone(UTC)
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    planned = skills.plan(
                        wish.command_id,
                        wish.topic,
                        wish.setting,
                        starts_at,
                        wish.places,
                        wish.place,
                        user.id,
                        here.now(),
                    )
                    await record(tx, planned)
            says = "It is planned. Offer it to somebody from their page."
            return redirect(f"/journey/skills/{wish.command_id}", says)
    return _plan_page(request, form)


def _plan_page(request: Request, form: BoundForm[PlanForm]) -> Response:
    return render(
        request,
        "journey/skills-plan.html",
        status=form.status,
        form=form,
        topics=list(skills.TOPICS.items()),
        settings=list(skills.SETTINGS.items()),
    )


@router.get("/journey/skills/{session_id:uuid}")
async def show_session(request: Request, session_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """GET /journey/skills/<session_id>: one practice session, and who has a place in it."""
    return await _session_page(request, session_id, here, user, None)


@router.post("/journey/skills/{session_id:uuid}/cancel")
async def cancel_session(request: Request, session_id: UUID, here: ContextDep, user: LinkWorker) -> Response:
    """POST /journey/skills/<session_id>/cancel: call a practice session off."""
    form = await forms.read(request, CancelForm)
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    session = await store.skill_session(tx, session_id)
                    _must_be_run_by(user, session)
                    await record(tx, skills.cancel(session, here.now()))
            return redirect("/journey/skills", "It is called off. Tell those who had a place.")
    return await _session_page(request, session_id, here, user, form)


@router.post("/journey/skills/{session_id:uuid}/came/{place_id:uuid}")
async def note_attendance(
    request: Request, session_id: UUID, place_id: UUID, here: ContextDep, user: LinkWorker
) -> Response:
    """POST /journey/skills/<session_id>/came/<place_id>: note whether somebody came."""
    form = await forms.read(request, SkillAttendanceForm)
    if wish := form.wish:
        with form.refusals():
            try:
                async with here.once(wish) as tx:
                    if tx:
                        session, row = await _who(tx, user, session_id, place_id)
                        journey = await journeys_store.journey(tx, row.journey_id)
                        said = (wish.came, wish.reason, wish.confidence)
                        await record(tx, skills.note_attendance(journey, session, place_id, *said, here.now()))
            except NothingChanged:
                raise Refused("This has been noted already.", conflict=True) from None
            return redirect(f"/journey/skills/{session_id}", "Noted. It is in their story.")
    return await _session_page(request, session_id, here, user, form, place_id)


async def _who(
    tx: Transaction, user: User, session_id: UUID, place_id: UUID
) -> tuple[SkillSession, store.PractisingPerson]:
    """The hour and whose place in it this is, if this user may see them."""
    session = await store.skill_session(tx, session_id)
    for row in await store.who_practises(tx, session_id):
        if row.id == place_id and _may_see(user, session, row):
            return session, row
    raise NotFound(place_id)


def _must_be_run_by(user: User, session: SkillSession) -> None:
    if not user.may("see_everybody") and session.link_worker_id != user.id:
        raise NotFound(session.id)


def _may_see(user: User, session: SkillSession, row: store.PractisingPerson) -> bool:
    """Who runs the hour knows who comes; everybody else only those they walk with."""
    return user.may("see_everybody") or user.id in (session.link_worker_id, row.link_worker_id)


async def _session_page(
    request: Request,
    session_id: UUID,
    here: ServiceContext,
    user: User,
    refused: BoundForm[Any] | None,
    place_id: UUID | None = None,
) -> Response:
    async with here.db.transaction() as tx:
        session = await store.skill_session(tx, session_id)
        who = await store.who_practises(tx, session_id)
        seen = [row for row in who if _may_see(user, session, row)]
        for row in seen:
            await access_log.looked(tx, user, row.participant_id, "practising together", here.now())
    sheets = {row.id: forms.blank(SkillAttendanceForm, prefix=f"came-{number}-") for number, row in enumerate(seen, 1)}
    if refused and place_id in sheets:
        refused.prefix = sheets[place_id].prefix
        sheets[place_id] = refused
    return render(
        request,
        "journey/skills-session.html",
        status=refused.status if refused else 200,
        session=session,
        who=seen,
        others=len(who) - len(seen),
        sheets=sheets,
        refused=refused,
        topics=skills.TOPICS,
        settings=skills.SETTINGS,
        stayed_away=skills.STAYED_AWAY,
        has_begun=session.starts_at <= here.now(),
        runs_it=user.may("see_everybody") or session.link_worker_id == user.id,
        workers=staff_names(here),
    )


# From a person's page


async def take_place(asking: FormContext, wish: JoinForm) -> Event:
    """POST /journey/<id>/skills: take a place in a practice session for the person."""
    try:
        session = await store.skill_session(asking.tx, wish.session_id)
    except NotFound:
        raise Refused("This hour is not there. Choose one of the list.", field="session_id") from None
    has_place = await store.has_skill_place(asking.tx, session.id, asking.journey.id)
    return skills.take_place(asking.journey, session, wish.command_id, has_place, asking.here.now())


async def what_there_is(tx: Transaction, person: Person, request: Request) -> Mapping[str, Any]:
    """What GET /journey/<id>/skills needs: `to_come`, sessions with a place left, and `topics`."""
    here: ServiceContext = context_of(request)
    to_come = await store.skill_sessions_to_come(tx, here.now())
    return {"to_come": [session for session in to_come if session.left], "topics": skills.TOPICS}


async def section(tx: Transaction, person: Person, here: ServiceContext) -> dict[str, Any]:
    """What the part about practising on a person's page needs."""
    return {"practised": await store.practised(tx, person.journey_id), "skill_topics": skills.TOPICS}


form_page(router,
    FormPage(
        "skills", "skills-join", JoinForm, take_place, lambda _: "They have a place. Tell them where and when.",
        what_there_is, part="#skills",
    )
)  # fmt: skip
