"""The last mile: what a link worker notes about one person and one activity, each step with its form."""

from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter, Request
from fastapi.responses import Response

from services.community import store
from services.community.domain import attendance, mistakes, places
from services.community.domain.places import Standing
from shared.context.service_context import ServiceContext
from shared.events import Event
from shared.web import forms, wholes
from shared.web.forms import Form
from shared.web.rendering import ContextDep, redirect
from shared.web.session import User

from .person import WHOLES, query, show
from .person_forms import (
    PERSON_AND_ACTIVITY,
    PREFIX,
    At,
    AtDep,
    AttendanceForm,
    GiveUpForm,
    GreetingForm,
    IntroductionForm,
    NotGivenUpForm,
    NotIntroducedForm,
    NotKeptForm,
    NotLookedAtForm,
    NotThereForm,
    PlaceForm,
    ReasonForm,
    blank_sheets,
)
from .showing import LinkWorker, only_of

pages = APIRouter(include_in_schema=False)
Wish = TypeVar("Wish", bound=Form)
Step = Callable[[Standing, Wish, ServiceContext], Event | None]
"""What a form's wish makes of the standing: the fact, None where nothing is new, or a refusal."""


def _form(sheet: str, address: str, model: type[Wish], says: str) -> Callable[[Step[Wish]], Step[Wish]]:
    """Opens POST .../{address} for a step. `sheet`: the form in the template; `says`: what the page says then."""

    def opened(step: Step[Wish]) -> Step[Wish]:
        async def door(request: Request, here: ContextDep, user: LinkWorker, at: AtDep) -> Response:
            return await _carry_out(request, here, user, at, sheet, model, step, says)

        pages.post(f"{PERSON_AND_ACTIVITY}/{address}", name=step.__name__)(door)
        return step

    return opened


async def _carry_out(
    request: Request, here: ServiceContext, user: User, at: At, sheet: str, model: type[Wish],
    step: Step[Wish], says: str,
) -> Response:  # fmt: skip
    """One wish about one person and one activity, decided on the locked standing: the second hears of the first."""
    form = await forms.read(request, model, prefix=PREFIX[sheet])
    if wish := form.wish:
        with form.refusals():
            async with here.once(wish) as tx:
                if tx:
                    who = await store.participant(tx, at.participant_id, only_of(user))
                    standing = await store.standing(tx, who, at.activity_id, lock=True)
                    if sheet in WHOLES:
                        wholes.must_be_as_it_began(form, WHOLES[sheet][0](standing))
                    if fact := step(standing, wish, here):
                        await store.record(tx, fact)
            return redirect(at.path + query(request), says=says)
    return await show(request, here, user, at, blank_sheets() | {sheet: form}, form.status)


@_form("proposal", "proposal", Form, says="Noted. When they would like to go, keep a place for them.")
def propose(standing: Standing, wish: Form, here: ServiceContext) -> Event:
    """POST .../proposal: notes that they looked at it together."""
    return places.propose(standing, wish.command_id, here.now())


@_form(
    "place",
    "place",
    PlaceForm,
    says="The place is kept, and the host sees that someone is coming. Next: introduce them.",
)
def take_place(standing: Standing, wish: PlaceForm, here: ServiceContext) -> Event:
    """POST .../place: keeps a place for them."""
    by_name = wish.expected_by_name == "yes"
    return places.take_place(standing, wish.command_id, by_name, here.now(), wish.greet_as)


@_form("greeting", "place/greeting", GreetingForm, says="Noted. The host’s page shows it so from now on.")
def choose_greeting(standing: Standing, wish: GreetingForm, here: ServiceContext) -> Event | None:
    """POST .../place/greeting: changes whether and how the host greets them by name."""
    by_name = wish.expected_by_name == "yes"
    return places.choose_greeting(standing, wish.command_id, by_name, here.now(), wish.greet_as)


@_form("introduction", "introduction", IntroductionForm, says="The introduction is noted.")
def introduce(standing: Standing, wish: IntroductionForm, here: ServiceContext) -> Event:
    """POST .../introduction: notes how they were brought together with the group."""
    return places.introduce(standing, wish.command_id, wish.how, here.now())


@_form(
    "not_looked_at",
    "proposal/taken-back",
    NotLookedAtForm,
    says="Taken back: that you looked at it together does not count any more.",
)
def not_looked_at(standing: Standing, wish: NotLookedAtForm, here: ServiceContext) -> Event:
    """POST .../proposal/taken-back: takes back that they looked at it together."""
    return mistakes.not_looked_at(standing, wish.proposal_id, here.now())


@_form(
    "not_introduced",
    "introduction/taken-back",
    NotIntroducedForm,
    says="Taken back: that introduction does not count any more.",
)
def not_introduced(standing: Standing, wish: NotIntroducedForm, here: ServiceContext) -> Event:
    """POST .../introduction/taken-back: takes an introduction back."""
    return mistakes.not_introduced(standing, wish.introduction_id, here.now())


@_form("not_kept", "place/taken-back", NotKeptForm, says="Taken back: that place does not count any more, and is free.")
def not_kept(standing: Standing, wish: NotKeptForm, here: ServiceContext) -> Event:
    """POST .../place/taken-back: takes back a place that was kept by mistake."""
    return mistakes.not_kept(standing, wish.place_id, here.now())


@_form(
    "attendance",
    "attendance",
    AttendanceForm,
    says="Noted: they were there. After a first visit, My day reminds you to ask how it was.",
)
def attend(standing: Standing, wish: AttendanceForm, here: ServiceContext) -> Event | None:
    """POST .../attendance: notes the day they were there."""
    return attendance.told_by_link_worker(standing, wish.session_on, here.now(), here.zone)


@_form("not_there", "attendance/taken-back", NotThereForm, says="Taken back: that visit does not count any more.")
def take_back(standing: Standing, wish: NotThereForm, here: ServiceContext) -> Event | None:
    """POST .../attendance/taken-back: takes back that they were there on a day."""
    return attendance.taken_back_by_link_worker(standing, wish.attendance_id, here.now(), here.zone)


@_form("giving_up", "place/given-up", GiveUpForm, says="The place is free again. That is all right.")
def give_up(standing: Standing, wish: GiveUpForm, here: ServiceContext) -> Event:
    """POST .../place/given-up: gives their place up, and why."""
    return places.give_up(standing, wish.place_id, wish.reason, wish.command_id, here.now())


@_form("reason", "place/given-up/reason", ReasonForm, says="Put right. What stood before stays on this page.")
def gave_up_because(standing: Standing, wish: ReasonForm, here: ServiceContext) -> Event | None:
    """POST .../place/given-up/reason: corrects why the place was given up."""
    return mistakes.gave_up_because(standing, wish.giving_up_id, wish.reason, wish.command_id, here.now())


@_form(
    "not_given_up",
    "place/given-up/taken-back",
    NotGivenUpForm,
    says="Taken back: the place is theirs, and the host sees that someone is coming.",
)
def not_given_up(standing: Standing, wish: NotGivenUpForm, here: ServiceContext) -> Event:
    """POST .../place/given-up/taken-back: takes back that the place was given up."""
    return mistakes.not_given_up(standing, wish.giving_up_id, here.now())
